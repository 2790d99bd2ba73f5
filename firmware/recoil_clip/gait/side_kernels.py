"""What differs between the feet: whether anything does, where the clip sits beside the spine, and the models of left
against right.

Alternation. Each step of a run pushes the pelvis toward the other foot and turns it the other way. So what a cycle's
horizontal acceleration h_k has in common with the one before last, and not with the last,
    O = sum h_k (h_(k-2) - h_(k-1)) / 2,
is the energy of what alternates, and that needs neither yaw nor a gyroscope. Of 110 recorded runs, worn at spine, belt
or hip, its least share of vertical acceleration's energy over the first cycles was 0.8 %; who jumps, hops on one leg or
skips a rope has none, and who skips (step and hop: each foot twice) less than none. Under 0.4 % nobody runs. A sensor
that feels along one line only has a dead axis and cannot tell.

Place. A clip that sits z to the right of the spine feels, besides what the spine feels, a' = w' x (0, 0, z): forward by
(change of yaw rate) x z, up by -(change of roll rate) x z. Yaw rate alternates between the feet, and what a pelvis
accelerates forward does not, so of what alternates in forward acceleration the part that goes with change of yaw rate
tells z: F = sum f q / sum q^2, f and q the alternating halves of both, averaged over some 64 pairs of steps. On 48
treadmill trials it is 0 +- 15 mm where markers sit at the sacrum (their own place among it), so up to 32 mm it is
taken for none. Beyond, what the place adds is taken out of forward, up and the clip's height.

Left against right. Two numbers a cycle, each a sum of weights times waveforms by their own length: the more the first
differs between left and right, the more contact does, and so the second and step time. What two steps in a row differ
by is averaged over some 64 pairs.
"""

from ..compat import const, ptr16, ptr32

_ZERO = const(32768)  # what no weight is in the table
_BEFORE = const(8)
_WIDTH = const(32)

# As in `contact_kernels`, of the memory.
_PAIRED = const(3)
_SIDE = const(4)
_LENGTHS = const(5)
_WAVES = const(13)

# Places in the contact model's memory.
_UNEVEN_PAIRS = const(206)
_CONTACT_UNEVEN = const(207)  # left share of contact less a half, by the model, in 2^-16
_TIMING_UNEVEN = const(208)  # so much later, as a part of the cycle in 2^-16, the right foot lands than its anchor says
_CONTACT_SUM = const(209)  # both in Q4
_TIMING_SUM = const(210)
_LAST_CONTACT_Q16 = const(211)  # what the models said of the cycle before
_LAST_TIMING_Q16 = const(212)
_LAST_PERIOD_Q8 = const(213)
_PLACE_PAIRS = const(214)
_LAST_FORWARD = const(215)  # 24 bins
_FORWARD_ODD = const(239)  # 24 bins in Q4, right stance less left, halved
_YAW_ODD = const(263)  # 24 bins in Q4, of a right stance

# What is remembered of a run's first cycles, to tell whether they alternate.
_SEEN = const(0)  # how many there were
_UP_ENERGY = const(1)  # these from the third on
_FORWARD_ENERGY = const(2)
_RIGHT_ENERGY = const(3)
_BOTH_ENERGY = const(4)  # of forward times right
_ODD_ENERGY = const(5)  # twice
_NEWER = const(6)  # of the last cycle: twelve pairs of bins of forward, twelve of right
_OLDER = const(30)  # of the one before
_RIGHT_BINS = const(64)
_LEAST_LEVEL = const(20)  # energy of level acceleration of who is driven ahead: at least a twentieth of vertical energy
_FLAT_PART = const(40)  # energy across the line is less than a 40th of that along it; of runs it is at least an eighth
_ODD_PART = const(125)  # twice the energy of what alternates is at least a 125th of vertical energy: 0.4 %

# As in `step_kernels`, of the mount.
_PLACE_MM = const(68)

# Where the models lie in the weights: up; roll, yaw, pitch; 32 each.
_CONTACT_SHARE = const(816)
_TIMING_SHARE = const(848)

_MEMORY_PAIRS = const(64)
_FEW_PLACED = const(24)
_LEAST_GAIN = const(4)  # the first pair counts for a quarter
_NEAR_MM = const(26)
_FAR_MM = const(32)
_FARTHEST_MM = const(150)
_MOST_UNEVEN = const(6553)  # a tenth


def is_flat(seen: ptr32) -> int:
    """Return 1 if nearly all that is felt level lies along one line: then a sensor's axis is dead, nobody moves so."""
    forward = seen[_FORWARD_ENERGY]
    right = seen[_RIGHT_ENERGY]
    both = seen[_BOTH_ENERGY]
    if forward + right < seen[_UP_ENERGY] // _LEAST_LEVEL:
        return 0
    while forward >= 8192 or right >= 8192:
        forward >>= 1
        right >>= 1
        both >>= 1
    return 1 if forward * right - both * both < ((forward + right) * (forward + right)) // _FLAT_PART else 0


def alternates(seen: ptr32, bins: ptr32) -> int:
    """Add a run's next cycle to what is remembered, whose sums were 0. Returns 1 if it alternates between the feet."""
    up_energy = 0
    forward_energy = 0
    right_energy = 0
    both = 0
    odd = 0
    i = 0
    while i < 12:
        at = _BEFORE + 2 * i
        up = (bins[_WIDTH + at] + bins[_WIDTH + at + 1]) >> 2
        forward = (bins[at] + bins[at + 1]) >> 2
        right = (bins[_RIGHT_BINS + at] + bins[_RIGHT_BINS + at + 1]) >> 2
        up_energy += up * up
        forward_energy += forward * forward
        right_energy += right * right
        both += forward * right
        before = seen[_NEWER + i]
        odd += forward * (seen[_OLDER + i] - before)
        seen[_OLDER + i] = before
        seen[_NEWER + i] = forward
        before = seen[_NEWER + 12 + i]
        odd += right * (seen[_OLDER + 12 + i] - before)
        seen[_OLDER + 12 + i] = before
        seen[_NEWER + 12 + i] = right
        i += 1
    cycles = seen[_SEEN] + 1
    seen[_SEEN] = cycles
    if cycles > 2:
        seen[_UP_ENERGY] = seen[_UP_ENERGY] + (up_energy >> 6)
        seen[_FORWARD_ENERGY] = seen[_FORWARD_ENERGY] + (forward_energy >> 6)
        seen[_RIGHT_ENERGY] = seen[_RIGHT_ENERGY] + (right_energy >> 6)
        seen[_BOTH_ENERGY] = seen[_BOTH_ENERGY] + (both >> 6)
        seen[_ODD_ENERGY] = seen[_ODD_ENERGY] + (odd >> 6)
    if seen[_ODD_ENERGY] >= seen[_UP_ENERGY] // _ODD_PART:
        return 1
    return int(is_flat(seen))


def learn_place(memory: ptr32, side: int, period_q8: int) -> int:
    """Add a cycle, turned by yaw, to what is known of the clip's place. Returns it: mm to the right of the spine."""
    pairs = memory[_PLACE_PAIRS]
    paired = memory[_PAIRED]
    if paired and pairs < _MEMORY_PAIRS:
        pairs += 1
        memory[_PLACE_PAIRS] = pairs
    i = 0
    while i < _WIDTH - _BEFORE:
        forward = memory[_WAVES + _BEFORE + i]
        if paired:
            odd = 8 * side * (forward - memory[_LAST_FORWARD + i])
            memory[_FORWARD_ODD + i] = memory[_FORWARD_ODD + i] + (odd - memory[_FORWARD_ODD + i]) // pairs
            odd = memory[_WAVES + 4 * _WIDTH + _BEFORE + i] << 4
            memory[_YAW_ODD + i] = memory[_YAW_ODD + i] + (odd - memory[_YAW_ODD + i]) // pairs
        memory[_LAST_FORWARD + i] = forward
        i += 1
    if pairs < _FEW_PLACED:
        return 0
    both = 0
    squares = 0
    i = 1
    while i < _WIDTH - _BEFORE - 1:
        change = (memory[_YAW_ODD + i + 1] - memory[_YAW_ODD + i - 1]) >> 6
        both += (memory[_FORWARD_ODD + i] >> 4) * change
        squares += change * change
        i += 1
    while squares >= 32768 or both >= 262144 or both <= -262144:
        squares >>= 1
        both >>= 1
    if squares < 64:
        return 0
    # With bins of forward in 1/1025 g, of yaw rate in 0.14 degrees/s (here changes over two bins, by 4) z is
    # 0.98 mm x ticks x sum / sum; the slopes that bins of a 24th of a cycle miss make it a sixth more: 295 / 256.
    ticks = period_q8 >> 8
    if ticks > 100:
        ticks = 100
    place = (((both * ticks) // squares) * 295) >> 8
    if place > _FARTHEST_MM:
        return _FARTHEST_MM
    if place < -_FARTHEST_MM:
        return -_FARTHEST_MM
    return place


def taken(place_mm: int, before_mm: int) -> int:
    """Return what of a place is taken out: all of it from 32 mm on, until it is nearer than 26; else nothing."""
    size = place_mm
    if size < 0:
        size = -size
    if size >= _FAR_MM:
        return place_mm
    if before_mm and size > _NEAR_MM:
        return place_mm
    return 0


def shift(memory: ptr32, mount: ptr32, side: int, sign: int, period_q8: int) -> int:
    """Bring forward and up to the spine; from a cycle whose side is known (-1 or 1) learn the place first.

    `sign` is what roll and yaw rate were multiplied with; 0 without rates. Returns the place, mm to the right.
    """
    if side:
        mount[_PLACE_MM] = int(taken(int(learn_place(memory, side, period_q8)), mount[_PLACE_MM]))
    place = sign * mount[_PLACE_MM]
    if place == 0:
        return 0
    # With z = 0.98 x 295 / 256 mm x 4 x ticks x F, F = z / (3.93 x ticks).
    i = 0
    while i < _WIDTH:
        next = i + 1 if i < _WIDTH - 1 else i
        before = i - 1 if i else i
        at = _WAVES + 3 * _WIDTH
        change = memory[at + next] - memory[at + before]
        memory[_WAVES + _WIDTH + i] = memory[_WAVES + _WIDTH + i] + (place * change * 65) // period_q8
        at += _WIDTH
        change = memory[at + next] - memory[at + before]
        memory[_WAVES + i] = memory[_WAVES + i] - (place * change * 65) // period_q8
        i += 1
    return place


def dot(memory: ptr32, weights: ptr16, channel: int, at: int) -> int:
    """Return the sum of a waveform's bins times the 32 weights from an index on."""
    total = 0
    i = _WAVES + channel * _WIDTH
    end = i + _WIDTH
    while i < end:
        total += memory[i] * (weights[at] - _ZERO)
        at += 1
        i += 1
    return total


def lean(memory: ptr32, weights: ptr16, channel: int, at: int) -> int:
    """Return the sum of a waveform's bins, by its own length, times the 32 weights from an index on."""
    return int(dot(memory, weights, channel, at)) // memory[_LENGTHS + channel]


def averaged(memory: ptr32, at: int, value: int, pairs: int) -> int:
    """Add a value of a pair to a mean in Q4. Returns the mean, at most a tenth."""
    memory[at] = memory[at] + ((value << 4) - memory[at]) // pairs
    mean = memory[at] >> 4
    if mean > _MOST_UNEVEN:
        return _MOST_UNEVEN
    if mean < -_MOST_UNEVEN:
        return -_MOST_UNEVEN
    return mean


def uneven(memory: ptr32, weights: ptr16, side: int, period_q8: int, apart: int) -> int:
    """Add a cycle with rates to what is known of left against right; without a side there is none. Returns the side.

    With p the left share of the time between anchors less a half and s that of step time, the right foot lands s - p
    of a cycle later than its anchor says, the left one earlier. The model says (s - p) + 2 p / 5: three fifths of what
    the anchors find are believed. `apart` is how far this landing is from the last in the step, an eighth of which each
    keeps: what of that is the feet's is taken off.
    """
    last_period_q8 = memory[_LAST_PERIOD_Q8]
    memory[_LAST_PERIOD_Q8] = period_q8
    if side == 0:
        memory[_CONTACT_UNEVEN] = 0
        memory[_TIMING_UNEVEN] = 0
        return 0
    contact = int(lean(memory, weights, 1, _CONTACT_SHARE))
    timing = int(lean(memory, weights, 3, _TIMING_SHARE)) + int(lean(memory, weights, 4, _TIMING_SHARE + _WIDTH))
    timing += int(lean(memory, weights, 5, _TIMING_SHARE + 2 * _WIDTH))
    if memory[_PAIRED]:
        pairs = memory[_UNEVEN_PAIRS] + 1
        if pairs > _MEMORY_PAIRS:
            pairs = _MEMORY_PAIRS
        memory[_UNEVEN_PAIRS] = pairs
        if pairs < _LEAST_GAIN:
            pairs = _LEAST_GAIN
        more = side * (memory[_LAST_CONTACT_Q16] - contact)
        memory[_CONTACT_UNEVEN] = int(averaged(memory, _CONTACT_SUM, more, pairs))
        more = side * (memory[_LAST_TIMING_Q16] - timing)
        more -= side * ((last_period_q8 - period_q8) * 6554) // period_q8
        more -= (side * apart) >> 3
        memory[_TIMING_UNEVEN] = int(averaged(memory, _TIMING_SUM, more, pairs))
    memory[_LAST_CONTACT_Q16] = contact
    memory[_LAST_TIMING_Q16] = timing
    return side
