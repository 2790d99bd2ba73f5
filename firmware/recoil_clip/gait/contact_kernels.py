"""The contact model's arithmetic: a cycle's waveforms, each by its own length, times weights.

A cycle is six waveforms of 32 bins one after the other: forward, up, right, then the rates of turn about them (roll,
yaw, pitch). Roll and yaw alternate between the feet; times the side they look alike for both.
"""

from ..compat import const, ptr16, ptr32
from .side_kernels import dot, shift, uneven
from .tick_kernels import isqrt, log2_q12

_ZERO = const(32768)  # what no weight is in the table: 16 bits without a sign
_BEFORE = const(8)  # bins before the cycle's anchor
_WIDTH = const(32)
_TURNING = const(192)  # in the bins: 1, there are rates

# As in `step_kernels`, of the mount.
_COS_Q14 = const(9)
_SIN_Q14 = const(10)

# Places in the model's memory. What was said of the cycle before:
_LAST_CONTACT = const(0)
_LAST_TOE_OFF = const(1)
_TOE_OFF_US = const(2)
_PAIRED = const(3)  # 1: the cycle measured before was the other foot's, just before this one
_SIDE = const(4)  # the stance foot: -1, 1, or 0 for not known

# Each waveform's length, that is the root of the sum of its squares over the cycle, then:
_LENGTHS = const(5)
_POOLED = const(11)  # the length that the three rates of turn have on average
_DUTY_Q14 = const(12)  # 1 / (1 + mean square of up, g^2): what a leg like a spring makes of contact in the step
_WAVES = const(13)  # the cycle as the models read it
_SPEED_MM_S = const(205)

# As in `side_kernels`, of the memory.
_CONTACT_UNEVEN = const(207)
_TIMING_UNEVEN = const(208)
_LAST_PERIOD_Q8 = const(213)
_SHORTEST = const(64)  # a length below this is rest, and noise divided by it is no shape

# Where the models lie in the table. A model of n waveforms has 4 + n + 32 n numbers, and 32 more for each that is also
# measured by another's length.
_CONTACT_MODEL = const(0)
_TOE_OFF_MODEL = const(102)
_CONTACT_TURNING_MODEL = const(204)
_TOE_OFF_TURNING_MODEL = const(501)
# Models without a waveform: four numbers.
_CONTACT_PRIOR = const(798)
_TOE_OFF_PRIOR = const(802)
# Logarithm of speed: intercept (2^-9), slopes (Q12) on the logarithms of period, change of speed, length of up; then of
# the lengths of roll and yaw.
_SPEED_MODEL = const(806)
_SPEED_TURNING_MODEL = const(810)

_CONTACT_BAND = const(4500)  # so far a model's moment may be from its prior, in 2^-16 of a cycle: 99 % of those learnt
_TOE_OFF_BAND = const(5000)  # from are nearer; a wave of a shape never seen is not followed further
_SLOWEST_Q12 = const(33706)  # log2(300 mm/s)
_FASTEST_Q12 = const(55440)  # log2(11,870 mm/s)

_MOST_PHASE = const(100000)  # in 2^-16 of a cycle
_EARLIEST_US = const(-100000)
_LATEST_US = const(80000)
_SHORTEST_US = const(80000)
_MOST_VELOCITY = const(200000)  # 24 bins of 4 g


def turn(memory: ptr32, bins: ptr32, mount: ptr32, side: int) -> int:
    """Turn a cycle by yaw, and make roll and yaw rate those of a right stance: side is 1 or -1, 0 without rates.

    Right acceleration is left as it was. Returns the side.
    """
    cos_q14 = mount[_COS_Q14]
    sin_q14 = mount[_SIN_Q14]
    i = 0
    while i < _WIDTH:
        to = _WAVES + i
        right = bins[2 * _WIDTH + i]
        memory[to] = (bins[i] * cos_q14 + right * sin_q14) >> 14
        memory[to + _WIDTH] = bins[_WIDTH + i]
        memory[to + 2 * _WIDTH] = right
        if side:
            roll = bins[3 * _WIDTH + i]
            pitch = bins[5 * _WIDTH + i]
            memory[to + 3 * _WIDTH] = side * ((roll * cos_q14 + pitch * sin_q14) >> 14)
            memory[to + 4 * _WIDTH] = side * bins[4 * _WIDTH + i]
            memory[to + 5 * _WIDTH] = (pitch * cos_q14 - roll * sin_q14) >> 14
        else:
            memory[to + 3 * _WIDTH] = 0
            memory[to + 4 * _WIDTH] = 0
            memory[to + 5 * _WIDTH] = 0
        i += 1
    return side


def size(memory: ptr32) -> int:
    """Measure the lengths of a cycle's waveforms. Returns 1 / (1 + mean square of up) in Q14."""
    pooled = 0
    channel = 0
    while channel < 6:
        total = 0
        i = _WAVES + channel * _WIDTH + _BEFORE
        end = i + _WIDTH - _BEFORE
        while i < end:
            total += memory[i] * memory[i]
            i += 1
        length = int(isqrt(total))
        if length < _SHORTEST:
            length = _SHORTEST
        memory[_LENGTHS + channel] = length
        if channel == 1:
            # 24 bins in 1/1024 g: (total / 24) / 2^20 is the mean square, here in Q12.
            memory[_DUTY_Q14] = (1 << 26) // (4096 + ((total // 24) >> 8))
        if channel > 2:
            pooled += total // 3
        channel += 1
    length = int(isqrt(pooled))
    if length < _SHORTEST:
        length = _SHORTEST
    memory[_POOLED] = length
    return memory[_DUTY_Q14]


def phase(memory: ptr32, weights: ptr16, at: int, period_q4: int) -> int:
    """Return when a moment is after the anchor, in 2^-16 of the cycle.

    The model begins at an index of the weights: how many waveforms it reads (0; 2: forward and up; 5: the rates
    too), its intercept (2^-14), slopes on the period (ticks), on `_DUTY_Q14` (2^-14) and on each length (Q8), weights
    of each waveform, then of those that are also measured by another's length: forward by up's, each rate of turn by
    the rates' own.
    """
    channels = weights[at] - _ZERO
    total = ((weights[at + 1] - _ZERO) << 2) + (((weights[at + 2] - _ZERO) * period_q4) >> 4)
    total += ((weights[at + 3] - _ZERO) * memory[_DUTY_Q14]) >> 12
    if channels == 0:
        return total
    at += 4
    n = 0
    while n < channels:
        channel = n
        if n >= 2:
            channel = n + 1
        total += ((weights[at + n] - _ZERO) * memory[_LENGTHS + channel]) >> 8
        total += int(dot(memory, weights, channel, at + channels + _WIDTH * n)) // memory[_LENGTHS + channel]
        n += 1
    at += channels + _WIDTH * channels
    total += int(dot(memory, weights, 0, at)) // memory[_LENGTHS + 1]
    n = 3
    while n <= channels:
        at += _WIDTH
        total += int(dot(memory, weights, n, at)) // memory[_POOLED]
        n += 1
    if total > _MOST_PHASE:
        return _MOST_PHASE
    if total < -_MOST_PHASE:
        return -_MOST_PHASE
    return total


def bounded(memory: ptr32, weights: ptr16, model: int, prior: int, period_q4: int) -> int:
    """Return a model's moment, kept near that of the prior, which knows only how much of a step a leg like a spring
    spends on the ground.
    """
    band = _CONTACT_BAND if prior == _CONTACT_PRIOR else _TOE_OFF_BAND
    middle = int(phase(memory, weights, prior, period_q4))
    moment = int(phase(memory, weights, model, period_q4))
    if moment > middle + band:
        return middle + band
    if moment < middle - band:
        return middle - band
    return moment


def speed(memory: ptr32, weights: ptr16, turning: int, period_q8: int) -> int:
    """Return the speed of the average runner who moves like this cycle, mm/s; a runner's own is a fixed part of it.

    log speed = intercept + sum slope x log of: period; how much forward velocity changes within the step (that over the
    period); length of up; with rates, lengths of roll and yaw.
    """
    at = _SPEED_TURNING_MODEL if turning else _SPEED_MODEL
    velocity = 0
    highest = -_MOST_VELOCITY
    lowest = _MOST_VELOCITY
    i = _WAVES + _BEFORE
    while i < _WAVES + _WIDTH:
        velocity += memory[i]
        if velocity > highest:
            highest = velocity
        if velocity < lowest:
            lowest = velocity
        i += 1
    found = (weights[at] - _ZERO) << 3
    found += ((weights[at + 1] - _ZERO) * int(log2_q12(period_q8))) >> 12
    found += ((weights[at + 2] - _ZERO) * int(log2_q12(highest - lowest + 1))) >> 12
    found += ((weights[at + 3] - _ZERO) * int(log2_q12(memory[_LENGTHS + 1]))) >> 12
    if turning:
        found += ((weights[at + 4] - _ZERO) * int(log2_q12(memory[_LENGTHS + 3]))) >> 12
        found += ((weights[at + 5] - _ZERO) * int(log2_q12(memory[_LENGTHS + 4]))) >> 12
    if found < _SLOWEST_Q12:
        found = _SLOWEST_Q12
    elif found > _FASTEST_Q12:
        found = _FASTEST_Q12
    # 2^f = 1 + f (0.6565 + 0.3435 f), within 0.2 %.
    part = found & 4095
    part = 4096 + ((part * (2689 + ((1407 * part) >> 12))) >> 12)
    return (part << (found >> 12)) >> 12


def contact_times(memory: ptr32, bins: ptr32, weights: ptr16, mount: ptr32, period_q8: int) -> int:
    """Read a cycle of period_q8 / 256 ticks. Returns initial contact after its anchor in us, and keeps toe-off.

    What differs between the feet comes from the models of `side_kernels` and, for a quarter of contact, from the two
    moments: a half of the difference at toe-off and a quarter at initial contact. Where the side is not known, toe-off
    keeps a half, initial contact a quarter.
    """
    side = memory[_SIDE] if bins[_TURNING] else 0
    sign = side
    if sign == 0:
        sign = bins[_TURNING]
    int(turn(memory, bins, mount, sign))
    int(shift(memory, mount, side, sign, period_q8))
    int(size(memory))
    memory[_SPEED_MM_S] = int(speed(memory, weights, bins[_TURNING], period_q8))
    period_q4 = period_q8 >> 4
    model = _CONTACT_TURNING_MODEL if side else _CONTACT_MODEL
    landing = int(bounded(memory, weights, model, _CONTACT_PRIOR, period_q4))
    model = _TOE_OFF_TURNING_MODEL if side else _TOE_OFF_MODEL
    leaving = int(bounded(memory, weights, model, _TOE_OFF_PRIOR, period_q4))
    if memory[_PAIRED] == 0:
        memory[_LAST_CONTACT] = landing
        memory[_LAST_TOE_OFF] = leaving
    # How long a foot is down follows the stride: what the anchors place unevenly is not the foot's.
    stride_q8 = 2 * period_q8
    if memory[_PAIRED]:
        stride_q8 = period_q8 + memory[_LAST_PERIOD_Q8]
    int(uneven(memory, weights, side, period_q8, landing - memory[_LAST_CONTACT]))
    last_landing = memory[_LAST_CONTACT]
    last_leaving = memory[_LAST_TOE_OFF]
    memory[_LAST_CONTACT] = landing
    memory[_LAST_TOE_OFF] = leaving
    if side:
        more = (2 * (leaving - last_leaving) - (landing - last_landing)) >> 5
        leaving = (leaving + last_leaving - landing - last_landing) >> 1
        more -= side * (((leaving >> 4) * memory[_CONTACT_UNEVEN]) >> 12)
        landing = ((5 * landing + 3 * last_landing) >> 3) + side * memory[_TIMING_UNEVEN]
        leaving += more
    else:
        landing = (5 * landing + 3 * last_landing) >> 3
        leaving = ((3 * leaving + last_leaving) >> 2) - landing
    # Phase in 2^-14 times the period in 16 us, 625 / 256 of period_q8.
    period_16us = (period_q8 * 625) >> 8
    contact_us = ((landing >> 2) * period_16us) >> 10
    toe_off_us = ((leaving >> 2) * ((stride_q8 * 625) >> 9)) >> 10
    if contact_us > _LATEST_US:
        contact_us = _LATEST_US
    elif contact_us < _EARLIEST_US:
        contact_us = _EARLIEST_US
    toe_off_us += contact_us
    longest_us = contact_us + _SHORTEST_US + ((period_q8 * 625) >> 4)
    if toe_off_us > longest_us:
        toe_off_us = longest_us
    if toe_off_us < contact_us + _SHORTEST_US:
        toe_off_us = contact_us + _SHORTEST_US
    memory[_TOE_OFF_US] = toe_off_us
    return contact_us
