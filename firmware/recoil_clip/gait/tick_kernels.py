"""From samples to anchors: all that is done for every sample and for every tick of 10 ms, in one kernel.

Resampling. Box averages on a fixed clock, whatever the chip's sample rate is: tick[n] = 1/L x the integral of the
signal over L = 10 ms, a sample standing for the interval of one period around it. The average is the anti-alias filter
(first zero at 100 Hz), and all that follows runs at one rate.

History. The last 512 ticks in the chip's own axes and counts, each plus 32768 in 16 bits: a step is measured after it
has ended, and the first steps of a run after running was recognised; both look back there.

Level. Which way is up for now: a slow average of specific force, good to a few degrees while standing, walking or
running, which is enough to find steps. What is measured on a step uses the finer mount.

Anchors, one per step: the moment when the pelvis falls fastest. Vertical acceleration is low-passed by two moving
averages (5 and 4 ticks: -3 dB at 7 Hz, zeros at 20 and 25 Hz, near where a loose clip rings) and integrated with a
leak. The velocity has one minimum per step, shortly after initial contact; a hysteresis that follows the size of the
movement tells it from wobble.

Running or not: judged on the size, the rhythm and the depth of consecutive cycles. Who runs leaves the ground or
nearly: low-passed acceleration falls by some 0.9 g below gravity once a step. Who walks or takes stairs always stands
on a leg: at 0.46 s a step and more it falls by 0.4 to 0.75 g. Shufflers at a quick step are in between, so there the
depth that is asked for is less. Jumps, stumbles and falls do not last 3.1 s. So a run begins when a chain of plausible
cycles has lasted that long, and its steps are then listed from the chain's first one. Who runs is also steady: a cycle
lasts as long as the one of the same foot before it, within a few percent. Who hurries up stairs is not, so of the
unsteady more depth is asked for before a run begins. (Whether it alternates between the feet is looked at after that,
in `side_kernels`.)
"""

from ..compat import const, ptr16, ptr32

_AXES = const(6)  # counts in a sample and in a tick: ax, ay, az, gx, gy, gz
_HISTORY_TICKS = const(512)
_HISTORY_MASK = const(511)
_ZERO = const(32768)  # what no count is in the history
_TICK_US = const(10000)
_ONE_Q14 = const(16384)

# Places in the state. What was said last: why `feed` returned.
_EVENT = const(0)
_NOTHING = const(0)  # the samples are used up
_ANCHOR = const(1)  # a step's anchor was found
_QUIET = const(2)  # there was no anchor for so long that a chain of cycles is over
_PENDING = const(3)  # a tick is through, and work was waiting for it

# Of the tick in progress, and of ticks.
_SUMS = const(1)  # six integrals, counts x us
_LEFT_US = const(7)  # until it is full
_PERIOD_US = const(8)  # of the samples
_TICKS = const(9)  # how many there have been: the number of the next one
_TRACKED = const(10)  # how many were searched for anchors
_GIVEN = const(11)  # 1: the next tick is in the history already, made of no samples
_WORK = const(12)  # 1: return after every tick
_SATURATED_TICK = const(13)  # the last one that holds clipped samples

# Of the level.
_UP = const(14)  # three numbers, a direction
_GRAVITY_Q2 = const(17)  # mean specific force, Q2 counts (0.122 mg)
_LEVEL_TICKS = const(18)
_LEVEL_SUMS = const(19)  # three, over the memory, counts

# Of the search for anchors. The anchor found last is at _ANCHOR_TICK + _ANCHOR_Q8 / 256.
_ANCHOR_TICK = const(22)
_ANCHOR_Q8 = const(23)
_SUM20 = const(24)
_VELOCITY = const(25)
_FALLING = const(26)
_LOW = const(27)
_LOW_TICK = const(28)
_BEFORE_LOW = const(29)
_AFTER_LOW = const(30)
_HIGH = const(31)
_TRAVEL = const(32)  # smoothed peak to trough of velocity
_HIGHEST_SUM = const(33)
_LOWEST_SUM = const(34)
_SWING_Q2 = const(35)  # peak to trough of low-passed acceleration over the cycle that ended with the anchor
_RAW = const(36)  # eight
_SUM5 = const(44)  # eight
_SEARCH = const(22)  # the first and the last of all these
_SEARCH_END = const(52)

# Of the chain of plausible cycles that the newest ones form.
_RUNNING = const(52)  # 1: running is certain
_CYCLES = const(53)  # its length (8 stands for more too)
_CYCLE_Q8 = const(54)  # its mean cycle, ticks in Q8, fading over 8 cycles
_LASTED_Q8 = const(55)
_MEAN_SWING_Q2 = const(56)  # fading over 8 cycles
_MEAN_DEPTH_Q2 = const(57)  # the same
_DEPTH_Q2 = const(58)  # how far low-passed acceleration fell below gravity in the cycle that ended with the anchor
_CYCLE_BEFORE_Q8 = const(59)  # how long the cycle before lasted, and the one before that
_CYCLE_AGO_Q8 = const(60)
_UNSTEADY_Q10 = const(61)  # what cycles differ by from that of the same foot, as a part of themselves, fading over 6
_STATE_SIZE = const(62)

_HALF_TICK_US = const(5000)
_MOST_AT_ONCE = const(50000)  # lost samples: keeps their time below 2^30 us
_FULL_SCALE = const(32000)  # a tick's average this near the end of the range holds clipped samples
_SETTLE_TICKS = const(127)  # so long until up is known; the first ticks are then searched from the first on
_LIMIT_Q2 = const(131071)  # 16 g
_QUIET_TICKS = const(76)  # no step for so long: not running. A step is seen up to 0.13 s after its anchor

_MEMORY_TICKS = const(256)  # 2.56 s, of the level
_RENEW_MASK = const(15)  # every 16 ticks: renewing costs two square roots and some divisions

# The averages keep their sum, so acceleration is in 1/20 of a Q2 count (0.122 mg) and velocity in 0.598 um/s.
_GAIN = const(20)
_LEAST_HYSTERESIS = const(167000)  # 0.1 m/s
_LEAK = const(7)  # velocity decays with 2^7 ticks = 1.28 s
_RING_MASK = const(7)

# A minimum seen at tick n lies at n - 2.5 on the tick axis, where tick n covers n .. n + 1: the averages delay by
# 2 + 1.5 ticks, and a sum over ticks reaches to the end of the last one.
_DELAY_TICKS = const(3)
_DELAY_Q8 = const(128)

_SOONEST_TICKS = const(20)  # a minimum within 0.17 s of a chain's last anchor is a bump of the same landing
_SHORTEST_STEP_Q8 = const(5632)  # 0.22 s: 273 steps/min
_LONGEST_STEP_Q8 = const(15360)  # 0.60 s: 100 steps/min
_CONFIRM_Q8 = const(79360)  # 3.1 s
_BRISK_Q8 = const(9728)  # 0.38 s: walkers do not step as fast
_ONE_SWING_Q2 = const(4500)  # 0.55 g: less is no running step
_LEAST_SWING_Q2 = const(7400)  # 0.9 g: less on average is no running
_SWING_PER_TICK_Q2 = const(164)  # and 0.02 g more for each 10 ms that a step takes longer than 0.38 s
_QUICK_Q8 = const(9216)  # 0.36 s
_WALKING_Q8 = const(2560)  # 0.1 s more: as quick as the quickest walkers
_LEAST_DEPTH_Q2 = const(4510)  # 0.55 g on average below gravity: shufflers at a quick step
_DEPTH_PER_TICK_Q2 = const(287)  # and 0.035 g more for each 10 ms longer than 0.36 s, up to 0.9 g at 0.46 s
_STEADY_Q10 = const(51)  # 5 %: no runner starts less steadily but those who fly far
_DEPTH_PER_UNSTEADY_Q2 = const(98)  # and 0.12 g more for each 1 % beyond that


def isqrt(value: int) -> int:
    """Return the floor of the square root of 0 <= value < 2^30, one result bit at a time."""
    root = 0
    bit = 1 << 28
    while bit:
        root >>= 1
        if value >= 2 * root + bit:
            value -= 2 * root + bit
            root += bit
        bit >>= 2
    return root


def point(directions: ptr32, at: int, vectors: ptr32, place: int) -> int:
    """Set the direction (three numbers in Q14) at one place to that of the vector at another.

    Components lie inside +-2^29. Returns its length in some unit, 0 if it is too short to tell: then nothing changes.
    """
    largest = 0
    i = 0
    while i < 3:
        part = vectors[place + i]
        if part < 0:
            part = -part
        if part > largest:
            largest = part
        i += 1
    if largest < 64:
        return 0
    # Scale the largest component into 2^13 .. 2^14, so that the squares add up to less than 2^30.
    up = 0
    down = 0
    while (largest >> down) >= _ONE_Q14:
        down += 1
    while (largest << up) < 8192:
        up += 1
    total = 0
    i = 0
    while i < 3:
        part = (vectors[place + i] << up) >> down
        directions[at + i] = part
        total += part * part
        i += 1
    norm = int(isqrt(total))
    while i > 0:
        i -= 1
        directions[at + i] = (directions[at + i] << 14) // norm
    return norm


def renew_level(state: ptr32) -> int:
    """Find up and gravity anew. Returns gravity."""
    int(point(state, _UP, state, _LEVEL_SUMS))
    ticks = state[_LEVEL_TICKS]
    if ticks > _MEMORY_TICKS:
        ticks = _MEMORY_TICKS
        state[_LEVEL_TICKS] = ticks
    total = 0
    i = 0
    while i < 3:
        # A mean can reach 2^15 counts: quartered to be squared.
        part = state[_LEVEL_SUMS + i] // (4 * ticks)
        total += part * part
        i += 1
    state[_GRAVITY_Q2] = int(isqrt(total)) << 4
    return state[_GRAVITY_Q2]


def feed(state: ptr32, history: ptr16, samples: ptr32, first: int, end: int) -> int:
    """Take samples first .. end - 1, six counts each, until something is to be said: state[_EVENT].

    `history` is a ring of 512 ticks of six counts. Returns the index after the last sample that was taken.
    """
    a = state[_SUMS]
    b = state[_SUMS + 1]
    c = state[_SUMS + 2]
    d = state[_SUMS + 3]
    e = state[_SUMS + 4]
    f = state[_SUMS + 5]
    left_us = state[_LEFT_US]
    period_us = state[_PERIOD_US]
    at = first * _AXES
    stop = end * _AXES
    event = _NOTHING
    while event == _NOTHING:
        ticks = state[_TICKS]
        number = state[_TRACKED]
        if number == ticks or ticks <= _SETTLE_TICKS:
            to = (ticks & _HISTORY_MASK) * _AXES
            if state[_GIVEN]:
                state[_GIVEN] = 0
                ax = history[to] - _ZERO
                ay = history[to + 1] - _ZERO
                az = history[to + 2] - _ZERO
                gx = history[to + 3] - _ZERO
                gy = history[to + 4] - _ZERO
                gz = history[to + 5] - _ZERO
            else:
                while at < stop and period_us < left_us:
                    left_us -= period_us
                    a += samples[at] * period_us
                    b += samples[at + 1] * period_us
                    c += samples[at + 2] * period_us
                    d += samples[at + 3] * period_us
                    e += samples[at + 4] * period_us
                    f += samples[at + 5] * period_us
                    at += _AXES
                if at >= stop:
                    break
                # This sample completes a tick and begins the next one.
                ax = (a + samples[at] * left_us + _HALF_TICK_US) // _TICK_US
                ay = (b + samples[at + 1] * left_us + _HALF_TICK_US) // _TICK_US
                az = (c + samples[at + 2] * left_us + _HALF_TICK_US) // _TICK_US
                gx = (d + samples[at + 3] * left_us + _HALF_TICK_US) // _TICK_US
                gy = (e + samples[at + 4] * left_us + _HALF_TICK_US) // _TICK_US
                gz = (f + samples[at + 5] * left_us + _HALF_TICK_US) // _TICK_US
                left_us = period_us - left_us
                a = samples[at] * left_us
                b = samples[at + 1] * left_us
                c = samples[at + 2] * left_us
                d = samples[at + 3] * left_us
                e = samples[at + 4] * left_us
                f = samples[at + 5] * left_us
                left_us = _TICK_US - left_us
                at += _AXES
                history[to] = ax + _ZERO
                history[to + 1] = ay + _ZERO
                history[to + 2] = az + _ZERO
                history[to + 3] = gx + _ZERO
                history[to + 4] = gy + _ZERO
                history[to + 5] = gz + _ZERO
            if (
                ax >= _FULL_SCALE
                or ay >= _FULL_SCALE
                or az >= _FULL_SCALE
                or gx >= _FULL_SCALE
                or gy >= _FULL_SCALE
                or gz >= _FULL_SCALE
                or ax <= -_FULL_SCALE
                or ay <= -_FULL_SCALE
                or az <= -_FULL_SCALE
                or gx <= -_FULL_SCALE
                or gy <= -_FULL_SCALE
                or gz <= -_FULL_SCALE
            ):
                state[_SATURATED_TICK] = ticks
            ticks += 1
            state[_TICKS] = ticks

            full = state[_LEVEL_TICKS]
            if full >= _MEMORY_TICKS:
                # Exponential average once the memory is full: sum += a - sum / N.
                ax -= state[_LEVEL_SUMS] >> 8
                ay -= state[_LEVEL_SUMS + 1] >> 8
                az -= state[_LEVEL_SUMS + 2] >> 8
            state[_LEVEL_SUMS] = state[_LEVEL_SUMS] + ax
            state[_LEVEL_SUMS + 1] = state[_LEVEL_SUMS + 1] + ay
            state[_LEVEL_SUMS + 2] = state[_LEVEL_SUMS + 2] + az
            full += 1
            state[_LEVEL_TICKS] = full
            if full & _RENEW_MASK == 0:
                int(renew_level(state))
            if ticks <= _SETTLE_TICKS:
                if state[_WORK]:
                    event = _PENDING
                continue

        # Vertical acceleration without gravity, low-passed.
        to = (number & _HISTORY_MASK) * _AXES
        up_q2 = state[_UP] * (history[to] - _ZERO)
        up_q2 += state[_UP + 1] * (history[to + 1] - _ZERO)
        up_q2 += state[_UP + 2] * (history[to + 2] - _ZERO)
        up_q2 = (up_q2 >> 12) - state[_GRAVITY_Q2]
        if up_q2 > _LIMIT_Q2:
            up_q2 = _LIMIT_Q2
        elif up_q2 < -_LIMIT_Q2:
            up_q2 = -_LIMIT_Q2
        sum5 = state[_SUM5 + ((number - 1) & _RING_MASK)] + up_q2 - state[_RAW + ((number - 5) & _RING_MASK)]
        sum20 = state[_SUM20] + sum5 - state[_SUM5 + ((number - 4) & _RING_MASK)]
        state[_RAW + (number & _RING_MASK)] = up_q2
        state[_SUM5 + (number & _RING_MASK)] = sum5
        state[_SUM20] = sum20
        if sum20 > state[_HIGHEST_SUM]:
            state[_HIGHEST_SUM] = sum20
        elif sum20 < state[_LOWEST_SUM]:
            state[_LOWEST_SUM] = sum20

        # The minimum of its velocity.
        before = state[_VELOCITY]
        velocity = before + sum20 - (before >> _LEAK)
        state[_VELOCITY] = velocity
        hysteresis = state[_TRAVEL] >> 2
        if hysteresis < _LEAST_HYSTERESIS:
            hysteresis = _LEAST_HYSTERESIS
        if state[_FALLING] == 0:
            if velocity > state[_HIGH]:
                state[_HIGH] = velocity
            elif velocity < state[_HIGH] - hysteresis:
                state[_FALLING] = 1
                state[_LOW] = velocity + 1
        if state[_FALLING]:
            low = state[_LOW]
            if velocity < low:
                state[_LOW] = velocity
                state[_LOW_TICK] = number
                state[_BEFORE_LOW] = before
            else:
                if number == state[_LOW_TICK] + 1:
                    state[_AFTER_LOW] = velocity
                if velocity > low + hysteresis:
                    if state[_CYCLES] == 0 or state[_LOW_TICK] - state[_ANCHOR_TICK] >= _SOONEST_TICKS:
                        state[_TRAVEL] = state[_TRAVEL] + ((state[_HIGH] - low - state[_TRAVEL]) >> 2)
                        # Vertex of the parabola through the lowest points, b the middle: (a - c) / 2 (a - 2 b + c).
                        fall = (state[_BEFORE_LOW] - low) >> 6
                        rise = (state[_AFTER_LOW] - low) >> 6
                        bend = fall + rise
                        offset_q8 = _DELAY_Q8 + (((fall - rise) << 7) // bend if bend > 0 else 0)
                        state[_ANCHOR_TICK] = state[_LOW_TICK] - _DELAY_TICKS + (offset_q8 >> 8)
                        state[_ANCHOR_Q8] = offset_q8 & 255
                        state[_SWING_Q2] = (state[_HIGHEST_SUM] - state[_LOWEST_SUM]) // _GAIN
                        state[_DEPTH_Q2] = -state[_LOWEST_SUM] // _GAIN
                        state[_HIGHEST_SUM] = 0
                        state[_LOWEST_SUM] = 0
                        event = _ANCHOR
                    state[_HIGH] = velocity
                    state[_FALLING] = 0
        if event == _NOTHING:
            if number - state[_ANCHOR_TICK] > _QUIET_TICKS and state[_CYCLES]:
                event = _QUIET
            elif state[_WORK] and number + 1 == ticks:
                event = _PENDING
        state[_TRACKED] = number + 1
    state[_SUMS] = a
    state[_SUMS + 1] = b
    state[_SUMS + 2] = c
    state[_SUMS + 3] = d
    state[_SUMS + 4] = e
    state[_SUMS + 5] = f
    state[_LEFT_US] = left_us
    state[_EVENT] = event
    return at // _AXES


def recall(state: ptr32, history: ptr16, ticks: int) -> int:
    """Make the next tick a copy of the one so many ticks before it. Returns its place in the history."""
    to = (state[_TICKS] & _HISTORY_MASK) * _AXES
    at = ((state[_TICKS] - ticks) & _HISTORY_MASK) * _AXES
    i = 0
    while i < _AXES:
        history[to + i] = history[at + i]
        i += 1
    state[_GIVEN] = 1
    return to


def bridge(state: ptr32, history: ptr16, samples: ptr32, at: int, left: int) -> int:
    """Make the next tick, and `left` - 1 after it, lie on a straight line from the last one to the sample at an index.

    Returns its place in the history.
    """
    to = int(recall(state, history, 1))
    i = 0
    while i < _AXES:
        history[to + i] = history[to + i] + (samples[at + i] + _ZERO - history[to + i]) // (left + 1)
        i += 1
    return to


def skip(state: ptr32, samples: ptr32, at: int, lost: int) -> int:
    """Let time pass over lost samples, before the sample at an index. Returns the number of ticks that went by."""
    ticks = 0
    filled_us = _TICK_US - state[_LEFT_US]
    while lost > 0:
        some = lost
        if some > _MOST_AT_ONCE:
            some = _MOST_AT_ONCE
        lost -= some
        filled_us += some * state[_PERIOD_US]
        ticks += filled_us // _TICK_US
        filled_us = filled_us % _TICK_US
    state[_LEFT_US] = _TICK_US - filled_us
    i = 0
    while i < _AXES:
        state[_SUMS + i] = samples[at + i] * filled_us
        i += 1
    return ticks


def search_anew(state: ptr32, ticks: int) -> int:
    """Forget all of the search for anchors, as after a gap: the next tick will be number `ticks`."""
    i = _SEARCH
    while i < _SEARCH_END:
        state[i] = 0
        i += 1
    state[_ANCHOR_TICK] = ticks
    state[_TICKS] = ticks
    state[_TRACKED] = ticks if ticks > _SETTLE_TICKS else 0
    return ticks


def break_chain(state: ptr32) -> int:
    """Not running: no chain of cycles."""
    i = _RUNNING
    while i < _STATE_SIZE:
        state[i] = 0
        i += 1
    return 0


def judge(state: ptr32, period_q8: int) -> int:
    """Judge the cycle that ended with the anchor, `period_q8` / 256 ticks long. Returns 0 when it breaks the chain."""
    slower_q8 = 0
    if period_q8 > _BRISK_Q8:
        slower_q8 = period_q8 - _BRISK_Q8
    extra_q2 = (slower_q8 * _SWING_PER_TICK_Q2) >> 8
    swing_q2 = state[_SWING_Q2]
    if period_q8 < _SHORTEST_STEP_Q8 or period_q8 > _LONGEST_STEP_Q8 or swing_q2 < _ONE_SWING_Q2 + extra_q2:
        return int(break_chain(state))
    cycles = state[_CYCLES]
    off_q8 = period_q8 - state[_CYCLE_Q8]
    # A cycle a third longer or shorter than the chain's holds a missed step, or a false one.
    if cycles and (off_q8 * 3 > state[_CYCLE_Q8] or off_q8 * 3 < -state[_CYCLE_Q8]):
        return int(break_chain(state))
    if cycles < 8:
        cycles += 1
        state[_CYCLES] = cycles
    state[_CYCLE_Q8] = state[_CYCLE_Q8] + off_q8 // cycles
    state[_MEAN_SWING_Q2] = state[_MEAN_SWING_Q2] + (swing_q2 - state[_MEAN_SWING_Q2]) // cycles
    if state[_MEAN_SWING_Q2] < _LEAST_SWING_Q2 + extra_q2:
        return int(break_chain(state))
    state[_MEAN_DEPTH_Q2] = state[_MEAN_DEPTH_Q2] + (state[_DEPTH_Q2] - state[_MEAN_DEPTH_Q2]) // cycles
    slower_q8 = state[_CYCLE_Q8] - _QUICK_Q8
    if slower_q8 < 0:
        slower_q8 = 0
    if slower_q8 > _WALKING_Q8:
        slower_q8 = _WALKING_Q8
    depth_q2 = _LEAST_DEPTH_Q2 + ((slower_q8 * _DEPTH_PER_TICK_Q2) >> 8)
    if state[_MEAN_DEPTH_Q2] < depth_q2:
        return int(break_chain(state))
    if state[_RUNNING] == 0:
        if cycles > 2:
            off_q8 = period_q8 - state[_CYCLE_AGO_Q8]
            if off_q8 < 0:
                off_q8 = -off_q8
            off_q8 = (off_q8 << 10) // period_q8 - state[_UNSTEADY_Q10]
            state[_UNSTEADY_Q10] = state[_UNSTEADY_Q10] + off_q8 // (cycles - 2)
        state[_CYCLE_AGO_Q8] = state[_CYCLE_BEFORE_Q8]
        state[_CYCLE_BEFORE_Q8] = period_q8
        state[_LASTED_Q8] = state[_LASTED_Q8] + period_q8
        if state[_LASTED_Q8] >= _CONFIRM_Q8:
            if state[_UNSTEADY_Q10] > _STEADY_Q10:
                depth_q2 += (state[_UNSTEADY_Q10] - _STEADY_Q10) * _DEPTH_PER_UNSTEADY_Q2
                if state[_MEAN_DEPTH_Q2] < depth_q2:
                    return int(break_chain(state))
            state[_RUNNING] = 1
    return 1


def log2_q12(n: int) -> int:
    """Return log2(n) in Q12 for n from 1 to 2^30, within 3 (0.05 %).

    n = 2^e (1 + f); log2(1 + f) = f + f (1 - f) g, g = 0.4387 - 0.2391 f + 0.0821 f^2.
    """
    e = 49152
    while n >= 8192:
        n = n >> 1
        e += 4096
    while n < 4096:
        n = n << 1
        e -= 4096
    f = n - 4096
    g = 1797 - ((f * (979 - ((336 * f) >> 12))) >> 12)
    return e + f + ((((f * (4096 - f)) >> 12) * g) >> 12)
