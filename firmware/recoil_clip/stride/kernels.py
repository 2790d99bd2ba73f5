"""All that is measured of a stride and of a window of eight steps, on the gait core's history.

Angles. One angle of the pelvis over a stride comes from the rate of turn, drift-free, for a stride ends as it began:
    angle(t) = integral from the stride's begin to t of (rate - mean rate over the stride).
The mean takes the gyroscope's offset with it, and a turn of the whole runner. One unit is a count times a tick:
70 mdps x 10 ms = 0.7 millidegrees.

Braking: how hard the pelvis is pushed backward early in a stance.
    braking = - mean of a(t) over the first half of contact, a the fore-aft acceleration of the pelvis.
A pelvis that tilts turns part of the push from below into its own fore-aft axis, which is more than braking itself:
with the tilt p from the gyroscope (radians, backward positive) and specific force f ahead and u up in the clip's axes,
    a = f - p u - b u,   b = mean(f - p u) / mean(u) over the stride:
a stride begins and ends at the same speed, so what is left on average is a level that is off by b.

Regularity: how well trunk acceleration repeats after one step and after one stride. Unbiased autocorrelation
(Moe-Nilssen and Helbostad, J Biomech 2004; 37: 121) of acceleration along each body axis over eight steps, N ticks,
less its mean:
    r(L) = [sum_{n=0}^{N-L-1} x(n) x(n+L) / (N - L)] / [sum_{n=0}^{N-1} x(n)^2 / N].
Step regularity is its peak near one step, stride regularity near two; 10000 is perfect. A tick is 10 ms, so the peak is
found between ticks with the parabola through the three highest lags.

Variability: the spread of step time over the last 150 steps,
    variability = 100 s / mean step time, s^2 = sum (T - mean of its foot)^2 / (n - 2), in 0.01 %.
Each foot has its own mean, so a left/right difference does not count; a slow change of pace does (the coach's
unsteadiness leaves it out).
"""

from ..compat import const, ptr16, ptr32
from ..gait.tick_kernels import isqrt

_AXES = const(6)  # counts of a tick in the gait core's history
_GYROSCOPE = const(3)  # where rates begin in a tick
_HISTORY_MASK = const(511)
_ZERO = const(32768)  # what no count is there
_TICK_US = const(10000)
_UNKNOWN = const(-32768)

# Body axes in the chip's axes, yaw included: three directions of three numbers, Q14.
_AHEAD_AXIS = const(0)
_ABOVE_AXIS = const(3)
_ASIDE_AXIS = const(6)
_COS_Q14 = const(9)  # in the gait core's mount, which is forward, up, right, and their yaw
_SIN_Q14 = const(10)

# Where a step lies.
_STEP_TICK = const(0)  # in which it begins
_STEP_Q8 = const(1)  # and where in that tick
_STEP_LENGTH_Q8 = const(2)
_STEP_END_TICK = const(3)
_HALF_PERIOD_US = const(4)  # of the samples
_NEAR_TICKS = const(3)  # the next step begins where the last one ended

# Of a stride, for each tick from its first on: 128 numbers each.
_ANGLES = const(0)  # the angle at the tick's begin
_RATES = const(128)
_TURN_RATES = const(256)  # about the vertical
_AHEAD = const(384)  # counts
_ABOVE = const(512)
_LEAN_Q14 = const(640)  # of the pelvis, backward, radians
# Then where it lies. Moments are ticks after its first tick.
_FIRST = const(768)  # its first tick
_FRACTION_Q8 = const(769)  # it begins so much later
_LENGTH_Q8 = const(770)
_MIDDLE = const(771)  # its second step begins
_CONTACT = const(772)  # ticks of contact of its steps, two
_SIDE = const(774)  # of its first step
_TURNING = const(775)  # 1: there is a gyroscope
_MEAN_AHEAD = const(776)
_MEAN_UP = const(777)
_MOST_TICKS = const(126)  # two steps of 0.6 s, and a little

_STEEPEST_Q14 = const(8191)  # half a radian
_ONE_G = const(2049)
_MOST_COUNTS = const(16383)  # 8 g
_LEAST_UP = const(512)  # a quarter of g: less on average is no running

# Places among a stride's values, see `stride`; those of a right step follow the left one's.
_TILT = const(0)
_OBLIQUITY = const(1)
_ROTATION = const(2)
_TILT_LEFT = const(3)
_DROP_LEFT = const(5)
_ROTATION_LEFT = const(7)
_BRAKING_LEFT = const(9)
_STRIDE_VALUES = const(11)
_MOST = const(32767)

# A signal of regularity: 416 ticks at most, then what belongs to it.
_SIGNAL_TICKS = const(416)  # eight of the longest steps
_SQUARE = const(416)  # sum of squares
_SIGNAL_FIRST = const(417)  # its first tick
_SIGNAL_LENGTH = const(418)  # its ticks
_FARTHEST = const(1023)  # 4 g: the sums of squares stay below 2^30
_LAGS = const(5)  # around the expected one
_LEAST_SQUARE = const(16)  # a signal of less than 16 mg is none
_PERFECT = const(10000)

_TIMES = const(150)  # steps that variability is of
_FARTHEST_OFF = const(2047)  # 65 ms off is a stumble; 150 squares stay below 2^30


def place(steps: ptr32, begin_s: int, begin_us: int, step_us: int) -> int:
    """Find where a step lies among the ticks. Returns 1 if it begins where the one before ended."""
    # Tick n begins half a sample period before n x 10 ms.
    us = begin_us + steps[_HALF_PERIOD_US]
    tick = begin_s * 100 + us // _TICK_US
    fraction_q8 = (us % _TICK_US) * 16 // 625
    length_q8 = step_us * 16 // 625
    off = tick - steps[_STEP_END_TICK]
    steps[_STEP_TICK] = tick
    steps[_STEP_Q8] = fraction_q8
    steps[_STEP_LENGTH_Q8] = length_q8
    steps[_STEP_END_TICK] = tick + ((fraction_q8 + length_q8) >> 8)
    if off > _NEAR_TICKS or off < -_NEAR_TICKS:
        return 0
    return 1


def turn(axes: ptr32, mount: ptr32) -> int:
    """Turn the mount's level axes to where the runner looks: ahead = cos f + sin r, aside = cos r - sin f."""
    cos_q14 = mount[_COS_Q14]
    sin_q14 = mount[_SIN_Q14]
    i = 0
    while i < 3:
        f = mount[_AHEAD_AXIS + i]
        r = mount[_ASIDE_AXIS + i]
        axes[_AHEAD_AXIS + i] = (f * cos_q14 + r * sin_q14) >> 14
        axes[_ABOVE_AXIS + i] = mount[_ABOVE_AXIS + i]
        axes[_ASIDE_AXIS + i] = (r * cos_q14 - f * sin_q14) >> 14
        i += 1
    return cos_q14


def read_rates(pelvis: ptr32, history: ptr16, axes: ptr32, axis: int, rates: int) -> int:
    """Read the rate of turn about an axis for the ticks of the stride. Returns the last of them."""
    x = axes[axis]
    y = axes[axis + 1]
    z = axes[axis + 2]
    tick = pelvis[_FIRST]
    ticks = (pelvis[_FRACTION_Q8] + pelvis[_LENGTH_Q8]) >> 8
    k = 0
    while k <= ticks:
        at = ((tick + k) & _HISTORY_MASK) * _AXES + _GYROSCOPE
        rate = x * (history[at] - _ZERO) + y * (history[at + 1] - _ZERO) + z * (history[at + 2] - _ZERO)
        pelvis[rates + k] = rate >> 14
        k += 1
    return ticks


def free_of_turning(pelvis: ptr32) -> int:
    """Take out of the rates what turning about an axis that leans adds: rate - lean x the rate of that turning."""
    ticks = (pelvis[_FRACTION_Q8] + pelvis[_LENGTH_Q8]) >> 8
    k = 0
    while k <= ticks:
        pelvis[_RATES + k] = pelvis[_RATES + k] - ((pelvis[_TURN_RATES + k] * pelvis[_LEAN_Q14 + k]) >> 14)
        k += 1
    return ticks


def integrate(pelvis: ptr32, rates: int) -> int:
    """Make the stride's angles of its rates. Returns the mean rate in 1/16 of a count."""
    fraction_q8 = pelvis[_FRACTION_Q8]
    length_q8 = pelvis[_LENGTH_Q8]
    end_q8 = fraction_q8 + length_q8
    ticks = end_q8 >> 8
    total = 0
    k = 0
    while k <= ticks:
        pelvis[_ANGLES + k] = total
        total += pelvis[rates + k]
        k += 1
    # The stride begins and ends within a tick.
    last = pelvis[rates + ticks]
    total += ((last * (end_q8 & 255)) >> 8) - last - ((pelvis[rates] * fraction_q8) >> 8)
    # Mean in 1/16 of a count: 16 total / (length_q8 / 256), scaled to stay below 2^30.
    mean_q4 = total * 64 // (length_q8 >> 6)
    k = 0
    while k <= ticks:
        pelvis[_ANGLES + k] = pelvis[_ANGLES + k] - ((mean_q4 * k) >> 4)
        k += 1
    pelvis[_ANGLES + k] = pelvis[_ANGLES + ticks]
    return mean_q4


def travel_cdeg(pelvis: ptr32, first: int, end: int) -> int:
    """Return the range of the angles first .. end, in 0.01 degrees."""
    low = pelvis[_ANGLES + first]
    high = low
    while first < end:
        first += 1
        value = pelvis[_ANGLES + first]
        if value < low:
            low = value
        elif value > high:
            high = value
    return ((high - low) * 7 + 50) // 100


def rise_cdeg(pelvis: ptr32, first: int, end: int, sign: int) -> int:
    """Return by how much sign x angle exceeds its value at `first` up to `end`, in 0.01 degrees."""
    begin = pelvis[_ANGLES + first]
    highest = 0
    while first < end:
        first += 1
        value = (pelvis[_ANGLES + first] - begin) * sign
        if value > highest:
            highest = value
    return (highest * 7 + 50) // 100


def level(pelvis: ptr32, history: ptr16, axes: ptr32, begin: int, end: int) -> int:
    """Read acceleration ahead and up, freed of tilt, and the lean of the pelvis; the stride is begin .. end - 1.

    The angles are those of tilt. Returns mean acceleration up.
    """
    ahead_x = axes[_AHEAD_AXIS]
    ahead_y = axes[_AHEAD_AXIS + 1]
    ahead_z = axes[_AHEAD_AXIS + 2]
    above_x = axes[_ABOVE_AXIS]
    above_y = axes[_ABOVE_AXIS + 1]
    above_z = axes[_ABOVE_AXIS + 2]
    tick = pelvis[_FIRST]
    total_ahead = 0
    total_up = 0
    k = 0
    while k <= end:
        at = ((tick + k) & _HISTORY_MASK) * _AXES
        x = history[at] - _ZERO
        y = history[at + 1] - _ZERO
        z = history[at + 2] - _ZERO
        f = (x * ahead_x + y * ahead_y + z * ahead_z) >> 14
        u = (x * above_x + y * above_y + z * above_z) >> 14
        # 0.7 millidegrees in radians: 0.7e-3 pi / 180 x 2^14 = 205 / 1024, of the sum of two.
        p_q14 = ((pelvis[_ANGLES + k] + pelvis[_ANGLES + k + 1]) * 205) >> 11
        p_q14 = _STEEPEST_Q14 if p_q14 > _STEEPEST_Q14 else p_q14
        p_q14 = -_STEEPEST_Q14 if p_q14 < -_STEEPEST_Q14 else p_q14
        pelvis[_LEAN_Q14 + k] = p_q14
        f -= (p_q14 * u) >> 14
        pelvis[_AHEAD + k] = f
        pelvis[_ABOVE + k] = u
        if k >= begin and k < end:
            total_ahead += f
            total_up += u
        k += 1
    mean_ahead = total_ahead // (end - begin)
    mean_ahead = _ONE_G if mean_ahead > _ONE_G else mean_ahead
    mean_ahead = -_ONE_G if mean_ahead < -_ONE_G else mean_ahead
    mean_up = total_up // (end - begin)
    pelvis[_MEAN_AHEAD] = mean_ahead
    pelvis[_MEAN_UP] = mean_up
    if mean_up >= _LEAST_UP:
        off_q14 = (mean_ahead << 14) // mean_up
        off_q14 = _STEEPEST_Q14 if off_q14 > _STEEPEST_Q14 else off_q14
        off_q14 = -_STEEPEST_Q14 if off_q14 < -_STEEPEST_Q14 else off_q14
        k = 0
        while k <= end:
            pelvis[_LEAN_Q14 + k] = pelvis[_LEAN_Q14 + k] + off_q14
            k += 1
    return mean_up


def braking_mg(pelvis: ptr32, first: int, contact: int) -> int:
    """Return braking of the contact of so many ticks from tick `first` on; -32768 if there is no telling."""
    ticks = (contact + 1) >> 1
    if ticks < 2 or pelvis[_MEAN_UP] < _LEAST_UP:
        return _UNKNOWN
    total_ahead = 0
    total_up = 0
    k = first
    end = first + ticks
    while k < end:
        total_ahead += pelvis[_AHEAD + k]
        total_up += pelvis[_ABOVE + k]
        k += 1
    up = total_up // ticks
    up = _MOST_COUNTS if up > _MOST_COUNTS else up
    up = -_MOST_COUNTS if up < -_MOST_COUNTS else up
    back = pelvis[_MEAN_AHEAD] * up // pelvis[_MEAN_UP] - total_ahead // ticks
    return (back * 125) >> 8


def put(values: ptr32, at: int, value: int) -> int:
    """Keep a value, or the nearest that 16 bits hold. Returns it."""
    value = _MOST if value > _MOST else value
    value = -_MOST if value < -_MOST else value
    values[at] = value
    return value


def put_ranges(values: ptr32, pelvis: ptr32, whole: int, left: int, begin: int) -> int:
    """Keep the ranges over the stride, and from place `left` on those of the left and the right step.

    Returns the place of the stride's first step.
    """
    middle = pelvis[_MIDDLE]
    end = (pelvis[_FRACTION_Q8] + pelvis[_LENGTH_Q8]) >> 8
    one = left
    if pelvis[_SIDE] > 0:
        one = left + 1
    int(put(values, whole, int(travel_cdeg(pelvis, begin, end))))
    int(put(values, one, int(travel_cdeg(pelvis, begin, middle))))
    int(put(values, left + left + 1 - one, int(travel_cdeg(pelvis, middle, end))))
    return one


def put_drops(values: ptr32, pelvis: ptr32, begin: int) -> int:
    """Keep obliquity and the drop of each step. Returns the place of the first step's."""
    middle = pelvis[_MIDDLE]
    end = (pelvis[_FRACTION_Q8] + pelvis[_LENGTH_Q8]) >> 8
    until = begin + pelvis[_CONTACT]
    if until > end:
        until = end
    until_other = middle + pelvis[_CONTACT + 1]
    if until_other > end:
        until_other = end
    one = _DROP_LEFT
    if pelvis[_SIDE] > 0:
        one = _DROP_LEFT + 1
    # Right side down is positive: the swinging side in a left stance.
    sign = -pelvis[_SIDE]
    int(put(values, one, int(rise_cdeg(pelvis, begin, until, sign))))
    int(put(values, _DROP_LEFT + _DROP_LEFT + 1 - one, int(rise_cdeg(pelvis, middle, until_other, -sign))))
    int(put(values, _OBLIQUITY, int(travel_cdeg(pelvis, begin, end))))
    return one


def measure(values: ptr32, pelvis: ptr32, history: ptr16, axes: ptr32) -> int:
    """Measure the stride that lies where `pelvis` says. Returns 0 if it is too long or too short."""
    middle = pelvis[_MIDDLE]
    end = (pelvis[_FRACTION_Q8] + pelvis[_LENGTH_Q8]) >> 8
    # Not before its begin, which is nearer to the tick after if half of the tick is over.
    begin = (pelvis[_FRACTION_Q8] + 128) >> 8
    if end > _MOST_TICKS or begin + 2 > middle or middle + 2 > end:
        return 0
    i = 0
    while i < _STRIDE_VALUES:
        values[i] = _UNKNOWN
        i += 1
    if pelvis[_TURNING]:
        int(read_rates(pelvis, history, axes, _ASIDE_AXIS, _RATES))
        int(integrate(pelvis, _RATES))
        int(put_ranges(values, pelvis, _TILT, _TILT_LEFT, begin))
    int(level(pelvis, history, axes, begin, end))
    if pelvis[_TURNING]:
        int(read_rates(pelvis, history, axes, _ABOVE_AXIS, _TURN_RATES))
        int(integrate(pelvis, _TURN_RATES))
        int(put_ranges(values, pelvis, _ROTATION, _ROTATION_LEFT, begin))
        int(read_rates(pelvis, history, axes, _AHEAD_AXIS, _RATES))
        int(free_of_turning(pelvis))
        int(integrate(pelvis, _RATES))
        int(put_drops(values, pelvis, begin))
    one = int(braking_mg(pelvis, begin, pelvis[_CONTACT]))
    other = int(braking_mg(pelvis, middle, pelvis[_CONTACT + 1]))
    if one != _UNKNOWN and other != _UNKNOWN:
        if pelvis[_SIDE] > 0:
            i = one
            one = other
            other = i
        int(put(values, _BRAKING_LEFT, one))
        int(put(values, _BRAKING_LEFT + 1, other))
    return 1


def read_signal(signal: ptr32, history: ptr16, axes: ptr32, axis: int) -> int:
    """Read the signal's ticks of acceleration along an axis, less its mean, in 1/256 g. Returns its sum of squares."""
    x = axes[axis]
    y = axes[axis + 1]
    z = axes[axis + 2]
    first = signal[_SIGNAL_FIRST]
    ticks = signal[_SIGNAL_LENGTH]
    total = 0
    i = 0
    while i < ticks:
        at = ((first + i) & _HISTORY_MASK) * _AXES
        value = x * (history[at] - _ZERO) + y * (history[at + 1] - _ZERO) + z * (history[at + 2] - _ZERO)
        value >>= 17
        signal[i] = value
        total += value
        i += 1
    mean = total // ticks
    square = 0
    i = 0
    while i < ticks:
        value = signal[i] - mean
        value = _FARTHEST if value > _FARTHEST else value
        value = -_FARTHEST if value < -_FARTHEST else value
        signal[i] = value
        square += value * value
        i += 1
    signal[_SQUARE] = square
    return square


def product(signal: ptr32, lag: int) -> int:
    """Return the sum of products at a lag."""
    ticks = signal[_SIGNAL_LENGTH]
    total = 0
    while lag < ticks:
        ticks -= 1
        total += signal[ticks] * signal[ticks - lag]
    return total


def correlation_peak(sums: ptr32, square: int, ticks: int, first_lag: int) -> int:
    """Return the peak of the unbiased autocorrelation over the five lags just summed, 10000 is perfect."""
    if square < _LEAST_SQUARE * ticks:
        return _UNKNOWN
    down = 0
    while (square >> down) >= 32768:
        down += 1
    square >>= down
    highest = 0
    i = 0
    while i < _LAGS:
        # 10000 x sum / square, then x N / (N - L).
        sums[i] = (sums[i] >> down) * _PERFECT // square * ticks // (ticks - first_lag - i)
        if sums[i] > sums[highest]:
            highest = i
        i += 1
    peak = sums[highest]
    if highest > 0 and highest < _LAGS - 1:
        # Vertex of the parabola: b + (c - a)^2 / 8 (2 b - a - c), a and c beside the highest, b.
        slope = sums[highest + 1] - sums[highest - 1]
        bend = 2 * peak - sums[highest + 1] - sums[highest - 1]
        if bend > 0:
            # |c - a| <= bend, so half of it fits 15 bits.
            peak += (slope >> 1) * (slope >> 1) // (2 * bend)
    peak = _PERFECT if peak > _PERFECT else peak
    peak = -_PERFECT if peak < -_PERFECT else peak
    return peak


def spread_bp(times_us: ptr32) -> int:
    """Return the variability of the last 150 step times (of a left step, its opposite), 0.01 %."""
    left = 0
    left_us = 0
    right = 0
    right_us = 0
    i = 0
    while i < _TIMES:
        time_us = times_us[i]
        if time_us < 0:
            left += 1
            left_us -= time_us
        else:
            right += 1
            right_us += time_us
        i += 1
    mean_us = (left_us + right_us) // _TIMES
    left_us = left_us // (left if left > 0 else 1)
    right_us = right_us // (right if right > 0 else 1)
    squares = 0
    i = 0
    while i < _TIMES:
        time_us = times_us[i]
        off_us = -time_us - left_us if time_us < 0 else time_us - right_us
        off = (-off_us if off_us < 0 else off_us) >> 5  # in 32 us
        if off > _FARTHEST_OFF:
            off = _FARTHEST_OFF
        squares += off * off
        i += 1
    # 10000 s / mean: s in 32 us / 8.
    return (int(isqrt(squares // (_TIMES - 2) * 64)) * 40000) // (mean_us if mean_us > 0 else 1)


def add_up(sums: ptr32, counts: ptr32, values: ptr32, first: int, end: int) -> int:
    """Count values first .. end - 1 if they are known: the value at 0 is the first. Returns how many were."""
    known = 0
    i = first
    while i < end:
        if values[i - first] != _UNKNOWN:
            sums[i] = sums[i] + values[i - first]
            counts[i] = counts[i] + 1
            known += 1
        i += 1
    return known
