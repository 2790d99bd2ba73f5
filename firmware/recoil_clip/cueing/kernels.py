"""What the coach does with every step, over arrays of integers: logarithms, smoothing, what a run teaches.

Form is compared as logarithms (to base 2, in Q12: 4096 doubles, 59 are 1 %), because changes of form and of pace are
relative: what the pace explains is then a line, and "5 % more" is a number to add.
"""

from ..compat import ptr32
from ..gait.tick_kernels import log2_q12


def smooth(form: ptr32, step_us: int, contact_us: int, bounce_um: int, pace: int) -> int:
    """Take a step into the smoothed form, y += (y(i) - y) / 16; the first 16 steps are a plain mean.

    Args:
        form: State of 5 numbers: how many steps are in it, then logarithms in Q16 of step time, contact, bounce and
            pace.
        step_us: Step time.
        contact_us: Contact time.
        bounce_um: Bounce.
        pace: Relative speed in 0.01 %, below 1 if it is not known.

    Returns:
        How many steps are in it, at most 16.
    """
    count = form[0] + 1
    if count > 16:
        count = 16
    form[0] = count
    y = int(log2_q12(step_us)) << 4
    form[1] = form[1] + (y - form[1]) // count
    y = int(log2_q12(contact_us)) << 4
    form[2] = form[2] + (y - form[2]) // count
    y = int(log2_q12(bounce_um)) << 4
    form[3] = form[3] + (y - form[3]) // count
    if pace > 0:
        y = int(log2_q12(pace)) << 4
        form[4] = form[4] + (y - form[4]) // count
    return count


def learn(bins: ptr32, form: ptr32, pace_q12: int) -> int:
    """Take the smoothed form into the bin of its pace; what is 6 % or more off the bin's first value counts as 6 %.

    Values are moved to the middle of the bin with the slopes that runners have: speed^-0.20, ^-0.54 and ^-0.15.

    Args:
        bins: 32 bins of 10 numbers: how many steps, then for step time, contact and bounce each the first value (Q12),
            the sum of what later ones differ from it, and the sum of their distances from the mean so far.
        form: State of `smooth`.
        pace_q12: Logarithm of relative speed; a bin is 512 wide.

    Returns:
        How many steps the bin holds.
    """
    at = 10 * ((pace_q12 >> 9) & 31)
    beyond = (pace_q12 & 511) - 256
    slope_q8 = -51
    n = bins[at] + 1
    if n > 8000:
        return 8000
    bins[at] = n
    column = 0
    while column < 3:
        y = (form[1 + column] >> 4) - ((slope_q8 * beyond) >> 8)
        here = at + 1 + 3 * column
        if n == 1:
            bins[here] = y
            bins[here + 1] = 0
            bins[here + 2] = 0
        else:
            y = y - bins[here]
            if y > 344:
                y = 344
            if y < -344:
                y = -344
            total = bins[here + 1] + y
            bins[here + 1] = total
            y = y - total // n
            if y < 0:
                y = 0 - y
            bins[here + 2] = bins[here + 2] + y
        slope_q8 = -138
        if column == 1:
            slope_q8 = -38
        column += 1
    return n


def own_at(bins: ptr32, pace_q12: int, what: int, slope_q8: int) -> int:
    """Return an own value at a pace: a line between the middles of known bins, a slope up to 384 beyond the last.

    Smoothed pace scatters by a quarter of a bin: a steady runner whose pace lies at a bin's edge is not to be lost.

    Args:
        bins: 32 bins of 4 numbers: how many steps (0: not known), the logarithms of step time, contact and bounce.
        pace_q12: Logarithm of relative speed.
        what: Which of the values, 1 to 3.
        slope_q8: Of the logarithm of the value by that of speed.

    Returns:
        A logarithm in Q12, -1000000 where the runner has hardly been.
    """
    place = pace_q12 - 256
    here = 4 * ((place >> 9) & 31)
    there = (here + 4) & 127
    beyond = place & 511
    if bins[here] > 0:
        low = bins[here + what]
        if bins[there] > 0:
            return low + (((bins[there + what] - low) * beyond) >> 9)
        if beyond < 384:
            return low + ((slope_q8 * beyond) >> 8)
        return -1000000
    if bins[there] > 0 and beyond >= 128:
        return bins[there + what] - ((slope_q8 * (512 - beyond)) >> 8)
    return -1000000
