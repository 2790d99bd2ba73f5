"""What is done with every sample of an exercise: filters, a foot that comes down, standing still, repetitions, rhythm.

Each takes the samples from number `first` on, up to before number `end`; a sample is six counts in body axes.
"""

from ..compat import const, ptr32

_FRACTION_BITS = const(8)

# Places in the state of `sway`: for each of four values the two poles of its filter, then how many samples there were.
_POLES = const(8)
_SAMPLES = const(8)
_CUT = const(5)  # two poles at 208 Hz x 5/32 / (2 pi) = 5.2 Hz: together -3 dB at 3.4 Hz
_CUT_BITS = const(5)
_WARM_UP = const(104)  # samples until a filter has forgotten how it began
_EVERY = const(8)  # of 208 samples a second

# Places in the state of `touch`: three each of slow and fast acceleration and of rate, then these.
_FAST = const(3)
_RATE = const(6)
_SINCE_JOLT = const(9)
_SINCE_TURN = const(10)
_TURNING = const(11)
_IS_ON = const(12)
_ENDING = const(13)
_HAS_BEGUN = const(14)
_TOUCH_DOWN = const(2)  # as in `recoil_clip.spec.exercises`
_MOVED = const(3)
# A unit of acceleration is 8 counts, 3.9 mg; one of rate is 8 counts, 0.56 degrees/s.
_JOLT_BITS = const(11)  # with those of fractions
_MOST_JOLT = const(4096)
_JOLT_SQUARE = const(36 * 36)  # 0.14 g
_JOLT_ALONE_SQUARE = const(115 * 115)  # 0.45 g
_TURN_SQUARE = const(45 * 45)  # 25 degrees/s
_TURN_ALONE_SQUARE = const(125 * 125)  # 70 degrees/s
_TOGETHER = const(83)  # samples: 0.4 s from one to the other
_LONG = const(21)  # samples, 0.1 s, of so much turning: a knock at the clip is shorter
_SLOW_BITS = const(8)  # gravity: what is below 0.13 Hz, a mean of 1.2 s
_FAST_BITS = const(2)  # a jolt: what is below 10 Hz

# Places in the state of `still`: three each of slow acceleration and of rate, then these.
_STILL_RATE = const(3)
_STILL = const(6)
_STILL_BEGUN = const(7)
_LONG_STILL = const(125)  # samples: 0.6 s
_STILL_SLOW_BITS = const(6)  # 0.5 Hz: a third of a second
_STILL_JOLT_SQUARE = const(31 * 31)  # 0.12 g

# Places in the state of `repeat`.
_ANGLE = const(0)
_LOWEST = const(1)  # since the last turn, as the next one
_HIGHEST = const(2)
_WAY = const(3)  # 1 out to one side, -1 back; 0 before the first swing
_FIRST_WAY = const(4)  # which way the first swing went
_SINCE_TURNED = const(5)  # samples
_COUNT = const(6)
_FORGET_BITS = const(10)  # samples
_SWING = const(29700)  # 10 degrees in counts x samples: 70 mdps / 208 Hz is 0.337 thousandths of a degree
_SHORTEST = const(52)  # samples, 0.25 s

_MOST_RHYTHM = const(511)


def sway(state: ptr32, samples: ptr32, first: int, end: int) -> int:
    """Filter horizontal acceleration and the rates about the same axes, in counts with eight bits of fractions.

    Returns the number after the last sample taken: `end`, or an earlier one when a value is due, every eighth sample.
    """
    while first < end:
        at = 6 * first
        first += 1
        i = 0
        while i < _POLES:
            pole = state[i]
            pole += ((samples[at] << _FRACTION_BITS) - pole) * _CUT >> _CUT_BITS
            state[i] = pole
            value = state[i + 1]
            state[i + 1] = value + ((pole - value) * _CUT >> _CUT_BITS)
            # Of a sample's counts number 0, 2, 3 and 5.
            at += 1 if i == 2 else 2
            i += 2
        count = state[_SAMPLES] + 1
        state[_SAMPLES] = count
        if count >= _WARM_UP and count & (_EVERY - 1) == 0:
            state[_SAMPLES] = _WARM_UP
            return first
    return first


def touch(state: ptr32, samples: ptr32, first: int, end: int, is_shaken: int) -> int:
    """Look for a foot that meets the ground, unless all samples are shaken.

    Returns the number after the sample that ends the try, -1 if none does.
    """
    found = -1
    while first < end:
        at = 6 * first
        first += 1
        jolt = 0
        turn = 0
        i = 0
        while i < 3:
            count = samples[at + i] << _FRACTION_BITS
            if state[_HAS_BEGUN] == 0:
                state[i] = count
                state[_FAST + i] = count
            slow = state[i]
            slow += (count - slow) >> _SLOW_BITS
            state[i] = slow
            part = state[_FAST + i]
            part += (count - part) >> _FAST_BITS
            state[_FAST + i] = part
            part = (part - slow) >> _JOLT_BITS
            if part > _MOST_JOLT:
                part = _MOST_JOLT
            if part < -_MOST_JOLT:
                part = -_MOST_JOLT
            jolt += part * part
            part = state[_RATE + i]
            part += ((samples[at + 3 + i] << _FRACTION_BITS) - part) >> _FAST_BITS
            state[_RATE + i] = part
            part >>= _JOLT_BITS
            turn += part * part
            i += 1
        state[_HAS_BEGUN] = 1
        if is_shaken == 0 and state[_IS_ON] and state[_ENDING] == 0:
            jolts = state[_SINCE_JOLT] + 1
            if jolts > _TOGETHER:
                jolts = _TOGETHER
            if jolt > _JOLT_SQUARE:
                jolts = 0
            state[_SINCE_JOLT] = jolts
            turns = state[_SINCE_TURN] + 1
            if turns > _TOGETHER:
                turns = _TOGETHER
            if turn > _TURN_SQUARE:
                turns = 0
            state[_SINCE_TURN] = turns
            turning = state[_TURNING] + 1
            if turn <= _TURN_ALONE_SQUARE:
                turning = 0
            state[_TURNING] = turning
            if jolt > _JOLT_ALONE_SQUARE or (jolts < _TOGETHER and turns < _TOGETHER):
                state[_ENDING] = _TOUCH_DOWN
                found = first
            elif turning >= _LONG:
                state[_ENDING] = _MOVED
                found = first
    return found


def still(state: ptr32, samples: ptr32, first: int, end: int, is_shaken: int) -> int:
    """Count samples in a row with nothing but sway, if they are not shaken. Returns `end`."""
    while first < end:
        at = 6 * first
        first += 1
        jolt = 0
        turn = 0
        i = 0
        while i < 3:
            count = samples[at + i] << _FRACTION_BITS
            slow = state[i]
            if state[_STILL_BEGUN] == 0:
                slow = count
            slow += (count - slow) >> _STILL_SLOW_BITS
            state[i] = slow
            part = (count - slow) >> _JOLT_BITS
            if part > _MOST_JOLT:
                part = _MOST_JOLT
            if part < -_MOST_JOLT:
                part = -_MOST_JOLT
            jolt += part * part
            part = state[_STILL_RATE + i]
            part += ((samples[at + 3 + i] << _FRACTION_BITS) - part) >> _FAST_BITS
            state[_STILL_RATE + i] = part
            part >>= _JOLT_BITS
            turn += part * part
            i += 1
        state[_STILL_BEGUN] = 1
        if is_shaken == 0:
            quiet = state[_STILL] + 1
            if quiet > _LONG_STILL:
                quiet = _LONG_STILL
            if jolt >= _STILL_JOLT_SQUARE or turn >= _TURN_SQUARE:
                quiet = 0
            state[_STILL] = quiet
    return first


def repeat(state: ptr32, samples: ptr32, first: int, end: int, wanted: int) -> int:
    """Follow how far the pelvis tips. Returns the number after the sample that completes so many, -1 if none does."""
    while first < end:
        angle = state[_ANGLE]
        angle += samples[6 * first + 5] - (angle >> _FORGET_BITS)
        first += 1
        state[_ANGLE] = angle
        since = state[_SINCE_TURNED] + 1
        state[_SINCE_TURNED] = since
        if angle > state[_HIGHEST]:
            state[_HIGHEST] = angle
        if angle < state[_LOWEST]:
            state[_LOWEST] = angle
        way = state[_WAY]
        turned = 0
        if way <= 0 and angle - state[_LOWEST] >= _SWING:
            turned = 1
        elif way >= 0 and state[_HIGHEST] - angle >= _SWING:
            turned = -1
        if turned and (way == 0 or since >= _SHORTEST):
            if state[_FIRST_WAY] == 0:
                state[_FIRST_WAY] = turned
            elif turned != state[_FIRST_WAY]:
                state[_COUNT] = state[_COUNT] + 1
            state[_WAY] = turned
            state[_SINCE_TURNED] = 0
            state[_LOWEST] = angle
            state[_HIGHEST] = angle
        if state[_COUNT] >= wanted:
            return first
    return -1


def gather(state: ptr32, samples: ptr32, first: int, end: int) -> int:
    """Add up the vertical axis: the sum, then of how many samples. Returns the number after the eighth, or `end`."""
    while first < end:
        state[0] = state[0] + samples[6 * first + 1]
        state[1] = state[1] + 1
        first += 1
        if state[1] >= _EVERY:
            return first
    return first


def level(values: ptr32, count: int) -> int:
    """Take the mean of so many values away; return it."""
    total = 0
    i = 0
    while i < count:
        total += values[i]
        i += 1
    mean = total // count
    i = 0
    while i < count:
        value = values[i] - mean
        if value > _MOST_RHYTHM:
            value = _MOST_RHYTHM
        if value < -_MOST_RHYTHM:
            value = -_MOST_RHYTHM
        values[i] = value
        i += 1
    return mean


def product(values: ptr32, count: int, lag: int) -> int:
    """Return the sum of the products of all values that are so far apart."""
    total = 0
    i = lag
    while i < count:
        total += values[i] * values[i - lag]
        i += 1
    return total
