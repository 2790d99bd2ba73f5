"""One angle of the pelvis over a stride, from the rate of turn: drift-free, for a stride ends as it began.

    angle(t) = integral from the stride's begin to t of (rate - mean rate over the stride).
The mean takes the gyroscope's offset with it, and a turn of the whole runner. One unit is a count times a tick:
70 mdps x 10 ms = 0.7 millidegrees.
"""

from array import array

from ..compat import const
from .axes import AXES, HISTORY_MASK

MOST_TICKS = const(126)  # two steps of 0.6 s, and a little

_GYROSCOPE = const(3)  # where rates begin in a tick


class Angle:
    """`values[k]` is the angle at the begin of tick first + k."""

    def __init__(self):
        self.values = array("i", bytes(4 * (MOST_TICKS + 2)))
        self._rates = array("i", bytes(4 * (MOST_TICKS + 2)))

    def clear(self):
        """All zero, as without a gyroscope."""
        i = 0
        while i < len(self.values):
            self.values[i] = 0
            i += 1

    def integrate(self, counts, direction_q14, first, fraction_q8, length_q8):
        """Fill the values for a stride from tick first + fraction_q8 / 256 on, length_q8 / 256 ticks long."""
        rates = self._rates
        x = direction_q14[0]
        y = direction_q14[1]
        z = direction_q14[2]
        end_q8 = fraction_q8 + length_q8
        ticks = end_q8 >> 8
        k = 0
        while k <= ticks:
            at = ((first + k) & HISTORY_MASK) * AXES + _GYROSCOPE
            rates[k] = (x * counts[at] + y * counts[at + 1] + z * counts[at + 2]) >> 14
            k += 1
        self._sum(ticks, fraction_q8, end_q8)

    def correct(self, turning, lean_q14, fraction_q8, length_q8):
        """Take out what turning about an axis that leans adds: rate - lean x the rate that `turning` was made of.

        The lean is in radians, for each tick.
        """
        rates = self._rates
        end_q8 = fraction_q8 + length_q8
        ticks = end_q8 >> 8
        k = 0
        while k <= ticks:
            rates[k] -= (turning.rate(k) * lean_q14[k]) >> 14
            k += 1
        self._sum(ticks, fraction_q8, end_q8)

    def rate(self, k):
        """Return the rate in a tick, counts."""
        return self._rates[k]

    def _sum(self, ticks, fraction_q8, end_q8):
        rates = self._rates
        values = self.values
        total = 0
        k = 0
        while k <= ticks:
            values[k] = total
            total += rates[k]
            k += 1
        # The stride begins and ends within a tick.
        last = rates[ticks]
        total += ((last * (end_q8 & 255)) >> 8) - last - ((rates[0] * fraction_q8) >> 8)
        # Mean in 1/16 of a count: 16 total / (length_q8 / 256), scaled to stay below 2^30.
        mean_q4 = total * 64 // ((end_q8 - fraction_q8) >> 6)
        k = 0
        while k <= ticks:
            values[k] -= (mean_q4 * k) >> 4
            k += 1
        values[k] = values[ticks]

    def travel_cdeg(self, first, end):
        """Return the range of the values first .. end, in 0.01 degrees."""
        values = self.values
        low = high = values[first]
        while first < end:
            first += 1
            low = min(low, values[first])
            high = max(high, values[first])
        return ((high - low) * 7 + 50) // 100

    def rise_cdeg(self, first, end, sign):
        """Return by how much sign x angle exceeds its value at `first` up to `end`, in 0.01 degrees."""
        values = self.values
        begin = values[first]
        highest = 0
        while first < end:
            first += 1
            highest = max(highest, (values[first] - begin) * sign)
        return (highest * 7 + 50) // 100
