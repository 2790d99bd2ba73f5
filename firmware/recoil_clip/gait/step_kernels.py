"""From anchors to steps: all that is done once for a cycle, which goes from one anchor to the next.

Body axes. Ticks turned into forward, up and right acceleration in Q2 counts and, with a gyroscope, the rates of turn
about the same axes (roll, yaw, pitch) in counts. Not turned by yaw, which is learnt from them.

Bins. A cycle's waveform as averages over fixed parts of the step, so that all speeds compare: 24 bins, and eight more
that reach back before its anchor, where initial contact may lie. A bin's value is the mean over its time (interpolated
at both edges) less the mean over the cycle: acceleration in 1/1025 g, rates in 0.14 degrees/s.

Mount: how the clip sits, body axes in the chip's axes, learnt from running itself. Up: mean specific force over whole
steps of running is gravity, so up follows from its direction, however the clip is tilted or if it is upside down.
Forward: the chip's x axis (its face looks ahead along the spine) without its part along up; right = forward x up.
Yaw, a turn about the vertical that remains, is told by symmetry: what repeats with every step is fore-aft, what
alternates between the feet is side. With f and r the level components of acceleration, bin by bin, of two consecutive
steps, their covariance at a lag of one step,
    M_ff = sum f_k f_(k-1),  M_rr = sum r_k r_(k-1),  M_fr = sum (f_k r_(k-1) + r_k f_(k-1)) / 2,
is positive along what repeats and negative along what alternates; its principal axis is forward:
    yaw = atan2(2 M_fr, M_ff - M_rr) / 2.

Which foot: a physical cue per step, voted over the last steps. The cue is a sum over parts of the cycle that differ
between a left and a right stance: the pelvis is pushed toward the stance foot early in stance (side acceleration), and
with a gyroscope drops and turns toward the swinging leg (roll and yaw rate). Alternation lets the votes of many steps
count together: vote = sum (-1)^k cue_k over a window; one strange step cannot flip the labels, and labels that became
wrong (a missed step) mend themselves when the window has passed.

Initial contact and toe-off: see `contact`. Bounce and peak: how far the pelvis travels up and down in a step, and how
hard it is pushed. Bounce is vertical acceleration, integrated twice. The clip tilts with the pelvis, so a gyroscope's
rates are integrated too, and vertical is what was vertical on average.
"""

from ..compat import const, ptr16, ptr32
from .tick_kernels import isqrt, point

_AXES = const(6)
_HISTORY_MASK = const(511)
_ZERO = const(32768)  # what no count is in the history
_ONE_Q14 = const(16384)

# Anchors: a ring of 32 of three numbers each, then what belongs to the run.
_ANCHOR_SIZE = const(3)  # numbers of one: tick, fraction in Q8, time since the one before in ticks, Q8
_FRACTION = const(1)
_PERIOD = const(2)
_ANCHORS_MASK = const(31)
_STARTED = const(96)  # number of the run's first anchor
_HALF_PERIOD_US = const(97)  # of the samples
_WHOLE = const(98)  # number of the first cycle since that all are whole, and where both their anchors lie is known
_LONGEST_TICKS = const(1023)  # of a cycle
_REACH_TICKS = const(20)  # so far back from its anchor a run's first cycle looks: it has only part of a step before it

# Body: a ring of 128 ticks for each channel, tick n at n & 127; then which ticks it holds. Two steps of 0.6 s fit.
_BODY_TICKS = const(128)
_BODY_MASK = const(127)
_BODY_UP = const(128)
_BODY_RIGHT = const(256)
_BODY_RATES = const(384)
_BODY_FIRST = const(768)
_BODY_END = const(769)  # 0: turn everything anew
_BODY_GYROSCOPE = const(770)  # 1: with rates
_TILT = const(771)  # roll of two steps, Q14 radians, rings of 128 ticks as above
_PITCH_TILT = const(899)
_UPRIGHT = const(1027)  # vertical acceleration of the same ticks, less 1 g

# Bins: 32 for each channel in the order of the body's, then the gyroscope's mark, then scratch.
_WIDTH = const(32)
_BEFORE = const(8)
_BINS = const(24)
_UP_BINS = const(32)
_RIGHT_BINS = const(64)
_ROLL_BINS = const(96)
_YAW_BINS = const(128)
_PITCH_BINS = const(160)
_TURNING = const(192)  # 1: there are rates
_BIN_SUMS = const(193)
_BIN_EDGES = const(225)
_LIMIT = const(4095)  # +-4 g: wider is a blow, not a step

# Mount: level body axes as directions in chip axes, nine numbers in Q14 (forward, up, right); what turns them by yaw.
_UP_AXIS = const(3)
_RIGHT_AXIS = const(6)
_COS_Q14 = const(9)  # turned by yaw, forward = cos x forward + sin x right
_SIN_Q14 = const(10)
_MOUNT_STEPS = const(11)
_MOUNT_SUMS = const(12)  # three, of per-step means, counts
_PAIRS = const(15)
_EVEN = const(16)  # M_ff - M_rr
_ODD = const(17)  # 2 M_fr
_FORWARD_BEFORE = const(18)  # 24 bins of the cycle before
_RIGHT_BEFORE = const(42)
_MEMORY_STEPS = const(16)
_FEW_STEPS = const(4)
_FALLING_F = const(66)  # sum of forward acceleration times vertical velocity
_FALLING_R = const(67)  # the same of right
_PLACE_MM = const(68)  # to the right of the spine: see `side_kernels`

# Feet: the cues of the last 16 cycles, signed as if the cycle's number were even.
_CUES = const(0)
_VOTES = const(16)  # of this run
_NEWEST = const(17)  # number of the cycle that voted last
_DOUBT = const(18)  # of the cues' size at least one part of so many has to be left in their sum
_SURE = const(4)
_UNSURE = const(2)  # without rates: where sides were wrong up to 0.36 of it was left
_WINDOW = const(16)
_WINDOW_MASK = const(15)
_FEW_VOTES = const(4)
_STRONGEST = const(4000)

# What is measured of a step.
_BEGIN_S = const(0)
_BEGIN_US = const(1)
_BOUNCE_UM = const(2)
_PEAK_MG = const(3)
_CONTACT_US = const(4)  # given: initial contact after the anchor
_BOUNCE_BEFORE_UM = const(5)  # of the step before
_OWN_SLOT = const(6)
_FIRST_SLOT = const(7)
_SLOTS = const(8)  # of four cycles in a row, three numbers each: see `lift`
_SLOT_SIZE = const(3)
_LAST_SLOT = const(17)
_ONE_G_Q2 = const(8197)
_ONE_METRE = const(1044842)  # in units of 8 x 0.122 mg x (10 ms)^2 = 0.9571 um
_HIGHEST = const(4000000)
_MOST_PUSH_Q2 = const(65535)  # 8 g
_MOST_MEAN_Q2 = const(16393)  # half a g: of what is felt as 1 g
_MOST_TILT_Q14 = const(5719)  # 20 degrees either way
_UM_Q10 = const(980)  # 0.9571
# A clip's up tilts with the pelvis and takes some of forward for up: without a gyroscope 21 runners of two laboratories
# came out 1 % too high.
_UM_TILTING_Q10 = const(970)

# Balance: left share, see `totals`.
_METHOD_BP = const(0)
_BALANCE_PAIRS = const(1)
_LEFT_BP = const(2)
_HALF_WIDTH_BP = const(3)
_SUM_BP = const(4)  # of the pairs' distances from even
_SQUARES = const(5)  # of the same distances, in 256 bp^2
_BEYOND_Q4 = const(6)  # how far beyond what is found the truth may be, by what it is found to be off even
_EVEN_BP = const(5000)
_FEW_PAIRS = const(8)
_MOST_PAIRS = const(40000)  # seven hours; the sums stay below 2^30
_FARTHEST_BP = const(2500)  # a pair farther from even than 25 points is a stumble, and counts as this


def add_anchor(anchors: ptr32, number: int, tick: int, fraction_q8: int, parted: int) -> int:
    """Keep anchor `number`. Returns the time since the one before, ticks in Q8 (at most 1023 ticks).

    `parted` is 1 if samples were lost since then: what lies between is no cycle.
    """
    before = _ANCHOR_SIZE * ((number - 1) & _ANCHORS_MASK)
    now = _ANCHOR_SIZE * (number & _ANCHORS_MASK)
    ticks = tick - anchors[before]
    if parted or ticks > _LONGEST_TICKS:
        ticks = _LONGEST_TICKS
    anchors[now] = tick
    anchors[now + _FRACTION] = fraction_q8
    period_q8 = (ticks << 8) + fraction_q8 - anchors[before + _FRACTION]
    anchors[now + _PERIOD] = period_q8
    return period_q8


def tick_before(anchors: ptr32, number: int) -> int:
    """Return the tick of the anchor before, or of this one if the run begins with it."""
    if number > anchors[_STARTED]:
        number -= 1
    return anchors[_ANCHOR_SIZE * (number & _ANCHORS_MASK)]


def fill(body: ptr32, history: ptr16, mount: ptr32, anchors: ptr32, number: int) -> int:
    """Make sure that the body axes of cycle `number` are there, with the step before it (at most 127 ticks).

    Returns the tick after them.
    """
    first = int(tick_before(anchors, number))
    here = anchors[_ANCHOR_SIZE * (number & _ANCHORS_MASK)]
    if first > here - _REACH_TICKS:
        first = here - _REACH_TICKS
    end = anchors[_ANCHOR_SIZE * ((number + 1) & _ANCHORS_MASK)] + 2
    if first < body[_BODY_FIRST] or first > body[_BODY_END] or end - first >= _BODY_TICKS:
        body[_BODY_FIRST] = first
        body[_BODY_END] = first
    begin = body[_BODY_END]
    channel = 0
    last = 3
    if body[_BODY_GYROSCOPE]:
        last = 6
    while channel < last:
        place = 0
        axis = 3 * channel
        shift = 12
        if channel >= 3:
            place = 3
            axis -= 9
            shift = 14
        x = mount[axis]
        y = mount[axis + 1]
        z = mount[axis + 2]
        to = channel * _BODY_TICKS
        i = begin
        while i < end:
            at = (i & _HISTORY_MASK) * _AXES + place
            value = x * (history[at] - _ZERO) + y * (history[at + 1] - _ZERO) + z * (history[at + 2] - _ZERO)
            body[to + (i & _BODY_MASK)] = value >> shift
            i += 1
        channel += 1
    if end > begin:
        body[_BODY_END] = end
    if body[_BODY_FIRST] < body[_BODY_END] - _BODY_TICKS:
        body[_BODY_FIRST] = body[_BODY_END] - _BODY_TICKS
    return end


def cut(bins: ptr32, body: ptr32, anchors: ptr32, number: int) -> int:
    """Fill the bins of the cycle that starts with anchor `number`. Returns its length, ticks in Q8."""
    here = _ANCHOR_SIZE * (number & _ANCHORS_MASK)
    tick = anchors[here]
    period_q8 = anchors[_ANCHOR_SIZE * ((number + 1) & _ANCHORS_MASK) + _PERIOD]
    start_q8 = anchors[here + _FRACTION] - (_BEFORE * period_q8) // _BINS
    j = 0
    while j < _WIDTH:
        bins[_BIN_EDGES + j] = start_q8 + ((j + 1) * period_q8) // _BINS
        j += 1
    bins[_TURNING] = body[_BODY_GYROSCOPE]
    channel = 0
    last = 3
    shift = 3
    if body[_BODY_GYROSCOPE]:
        last = 6
    while channel < last:
        if channel == 3:
            shift = 1
        ring = channel * _BODY_TICKS
        i = tick + (start_q8 >> 8)  # the tick that is being summed
        whole = 0
        before = (body[ring + (i & _BODY_MASK)] * (start_q8 & 255)) >> 8
        total = 0
        j = 0
        while j < _WIDTH:
            edge_q8 = bins[_BIN_EDGES + j]
            end = tick + (edge_q8 >> 8)
            while i < end:
                whole += body[ring + (i & _BODY_MASK)]
                i += 1
            upto = whole + ((body[ring + (i & _BODY_MASK)] * (edge_q8 & 255)) >> 8)
            bins[_BIN_SUMS + j] = upto - before
            if j >= _BEFORE:
                total += upto - before
            before = upto
            j += 1
        # Mean of a bin: sum / (period / 24 / 256); of the cycle: total / (period / 256).
        mean = (total >> shift) * 256 // period_q8
        to = channel * _WIDTH
        j = 0
        while j < _WIDTH:
            value = (bins[_BIN_SUMS + j] >> shift) * 6144 // period_q8 - mean
            if value > _LIMIT:
                value = _LIMIT
            elif value < -_LIMIT:
                value = -_LIMIT
            bins[to + j] = value
            j += 1
        channel += 1
    return period_q8


def level_mount(mount: ptr32, vectors: ptr32, place: int) -> int:
    """Level the body axes by a vector that points up, three numbers at a place."""
    int(point(mount, _UP_AXIS, vectors, place))
    i = 0
    while i < 3:
        mount[_RIGHT_AXIS + i] = -((mount[_UP_AXIS] * mount[_UP_AXIS + i]) >> 14)
        i += 1
    mount[_RIGHT_AXIS] = mount[_RIGHT_AXIS] + _ONE_Q14
    int(point(mount, 0, mount, _RIGHT_AXIS))
    i = 0
    while i < 3:
        j = i + 1
        if j == 3:
            j = 0
        k = 3 - i - j
        mount[_RIGHT_AXIS + i] = (mount[j] * mount[_UP_AXIS + k] - mount[k] * mount[_UP_AXIS + j]) >> 14
        i += 1
    return 0


def learn_up(mount: ptr32, history: ptr16, first: int, end: int) -> int:
    """Add one step to what is known of up: ticks first .. end - 1. Returns how many steps are remembered."""
    steps = mount[_MOUNT_STEPS]
    ticks = end - first
    x = 0
    y = 0
    z = 0
    while first < end:
        at = (first & _HISTORY_MASK) * _AXES
        x += history[at] - _ZERO
        y += history[at + 1] - _ZERO
        z += history[at + 2] - _ZERO
        first += 1
    axis = 0
    while axis < 3:
        total = mount[_MOUNT_SUMS + axis]
        if steps == 0:
            total = 0
        elif steps == _MEMORY_STEPS:
            total -= total >> 4
        mount[_MOUNT_SUMS + axis] = total + x // ticks
        x = y
        y = z
        axis += 1
    if steps < _MEMORY_STEPS:
        mount[_MOUNT_STEPS] = steps + 1
    if steps:
        int(level_mount(mount, mount, _MOUNT_SUMS))
    return mount[_MOUNT_STEPS]


def learn_yaw(mount: ptr32, bins: ptr32, paired: int) -> int:
    """Add a cycle to what is known of yaw; `paired` is 1 if it follows the one learnt before.

    Returns 1 if yaw is known, and is about what it was before this cycle.
    """
    even = 0
    odd = 0
    falling_f = 0
    falling_r = 0
    velocity = 0
    i = 0
    while i < _BINS:
        f = bins[_BEFORE + i]
        r = bins[_RIGHT_BINS + _BEFORE + i]
        velocity += bins[_UP_BINS + _BEFORE + i]
        falling_f += (f * (velocity >> 6)) >> 5
        falling_r += (r * (velocity >> 6)) >> 5
        f_before = mount[_FORWARD_BEFORE + i]
        r_before = mount[_RIGHT_BEFORE + i]
        mount[_FORWARD_BEFORE + i] = f
        mount[_RIGHT_BEFORE + i] = r
        even += (f * f_before - r * r_before) >> 5
        odd += (f * r_before + r * f_before) >> 5
        i += 1
    pairs = mount[_PAIRS]
    if paired == 0:
        return 1 if pairs >= _FEW_STEPS else 0
    if pairs == _MEMORY_STEPS:
        even -= mount[_EVEN] >> 4
        odd -= mount[_ODD] >> 4
        falling_f -= mount[_FALLING_F] >> 4
        falling_r -= mount[_FALLING_R] >> 4
    else:
        pairs += 1
        mount[_PAIRS] = pairs
    even += mount[_EVEN]
    odd += mount[_ODD]
    mount[_EVEN] = even
    mount[_ODD] = odd
    falling_f += mount[_FALLING_F]
    falling_r += mount[_FALLING_R]
    mount[_FALLING_F] = falling_f
    mount[_FALLING_R] = falling_r
    while even >= _ONE_Q14 or even <= -_ONE_Q14 or odd >= _ONE_Q14 or odd <= -_ONE_Q14:
        even >>= 1
        odd >>= 1
    length = int(isqrt(even * even + odd * odd))
    if pairs < _FEW_STEPS or length < 64:
        return 0
    cos2_q14 = (even << 14) // length
    sin2_q14 = (odd << 14) // length
    # The larger of cos a = sqrt((1 + cos 2a) / 2) and sin a = sqrt((1 - cos 2a) / 2); the other is sin 2a / (2 x it).
    if cos2_q14 >= 0:
        cos_q14 = int(isqrt((_ONE_Q14 + cos2_q14) << 13))
        sin_q14 = (sin2_q14 << 13) // cos_q14
    else:
        sin_q14 = int(isqrt((_ONE_Q14 - cos2_q14) << 13))
        cos_q14 = (sin2_q14 << 13) // sin_q14
    # Who falls is braked, who rises is driven on: of both ends of the axis forward is the one that goes with that.
    while falling_f >= _ONE_Q14 or falling_f <= -_ONE_Q14 or falling_r >= _ONE_Q14 or falling_r <= -_ONE_Q14:
        falling_f >>= 1
        falling_r >>= 1
    if cos_q14 * falling_f + sin_q14 * falling_r < 0:
        cos_q14 = -cos_q14
        sin_q14 = -sin_q14
    alike = cos_q14 * mount[_COS_Q14] + sin_q14 * mount[_SIN_Q14]
    mount[_COS_Q14] = cos_q14
    mount[_SIN_Q14] = sin_q14
    return 1 if alike > 0 else 0


def part(bins: ptr32, first: int, last: int) -> int:
    """Return the mean of bins first .. last."""
    total = 0
    i = first
    while i <= last:
        total += bins[i]
        i += 1
    return total // (last - first + 1)


def vote(feet: ptr32, bins: ptr32, mount: ptr32, number: int) -> int:
    """Count how much cycle `number` looks like a right (positive) or left (negative) stance. Returns that."""
    cos_q14 = mount[_COS_Q14]
    sin_q14 = mount[_SIN_Q14]
    aside = int(part(bins, _RIGHT_BINS + _BEFORE + 4, _RIGHT_BINS + _BEFORE + 7))
    aside -= int(part(bins, _RIGHT_BINS + _BEFORE + 15, _RIGHT_BINS + _BEFORE + 18))
    ahead = int(part(bins, _BEFORE + 4, _BEFORE + 7)) - int(part(bins, _BEFORE + 15, _BEFORE + 18))
    cue = (aside * cos_q14 - ahead * sin_q14) >> 14
    feet[_DOUBT] = _UNSURE
    if bins[_TURNING]:
        feet[_DOUBT] = _SURE
        roll = int(part(bins, _ROLL_BINS + _BEFORE + 8, _ROLL_BINS + _BEFORE + 14))
        roll -= int(part(bins, _ROLL_BINS + _BEFORE + 17, _ROLL_BINS + _BEFORE + 20))
        pitch = int(part(bins, _PITCH_BINS + _BEFORE + 8, _PITCH_BINS + _BEFORE + 14))
        pitch -= int(part(bins, _PITCH_BINS + _BEFORE + 17, _PITCH_BINS + _BEFORE + 20))
        cue += (roll * cos_q14 + pitch * sin_q14) >> 14
        cue += int(part(bins, _YAW_BINS + _BEFORE + 11, _YAW_BINS + _BEFORE + 16))
    if cue > _STRONGEST:
        cue = _STRONGEST
    elif cue < -_STRONGEST:
        cue = -_STRONGEST
    feet[_CUES + (number & _WINDOW_MASK)] = -cue if number & 1 else cue
    feet[_NEWEST] = number
    feet[_VOTES] = feet[_VOTES] + 1
    return cue


def side(feet: ptr32, number: int) -> int:
    """Return the stance foot of cycle `number`: -1 left, 1 right, 0 while votes are few or contradict each other."""
    votes = feet[_VOTES]
    if votes > _WINDOW:
        votes = _WINDOW
    total = 0
    size = 0
    i = 0
    while i < votes:
        cue = feet[_CUES + ((feet[_NEWEST] - i) & _WINDOW_MASK)]
        total += cue
        size += -cue if cue < 0 else cue
        i += 1
    strength = -total if total < 0 else total
    if votes < _FEW_VOTES or strength * feet[_DOUBT] <= size:
        return 0
    if number & 1:
        total = -total
    return 1 if total > 0 else -1


def held(value: int, most: int) -> int:
    """Return a value, or what is nearest to it from -most to most."""
    if value > most:
        return most
    if value < -most:
        return -most
    return value


def tilt(body: ptr32, axis: int, first: int, end: int) -> int:
    """Integrate roll (axis 0) or pitch (1) over ticks first .. end - 1, about two steps: Q14 radians, less its trend.

    Returns what is to be added. Mean specific force is up in the clip's axes, and a clip that tilts when its runner is
    pushed hardest feels level what is up: sum (tilt + added) x up = 0.
    """
    rates = _BODY_RATES + 2 * axis * _BODY_TICKS
    to = _TILT + axis * _BODY_TICKS
    ticks = end - first
    turned = 0
    total = 0
    i = first
    while i < end:
        at = i & _BODY_MASK
        more = body[rates + at]
        body[to + at] = turned + (more >> 1)
        turned += more
        total += turned
        i += 1
    mean = total // ticks
    trend_q4 = (turned << 4) // ticks
    ahead = -ticks
    leaning = 0
    upward = 0
    i = first
    while i < end:
        at = i & _BODY_MASK
        # 1 count of 0.07 degrees/s for 10 ms is 0.2002 x 2^-14.
        turned = (body[to + at] - mean - ((trend_q4 * ahead) >> 5)) >> 4
        turned = (turned * 205) >> 6
        if turned > _MOST_TILT_Q14:
            turned = _MOST_TILT_Q14
        elif turned < -_MOST_TILT_Q14:
            turned = -_MOST_TILT_Q14
        body[to + at] = turned
        up = body[_BODY_UP + at]
        upward += up
        leaning += (turned * (up >> 2)) >> 12
        ahead += 2
        i += 1
    return int(held(-(leaning << 4) // ((upward >> 10) + 1), _MOST_TILT_Q14 >> 1)) if upward > 0 else 0


def upright(body: ptr32, mount: ptr32, first: int, end: int) -> int:
    """Keep vertical acceleration less 1 g, Q2 counts, of ticks first .. end - 1 (two steps), and of the one after them.

    The clip's up tilts with the pelvis; a gyroscope tells by how much, and then also how far a clip is below the spine
    because the pelvis rolls. Returns how many ticks there are.
    """
    turning = body[_BODY_GYROSCOPE]
    roll_mean = 0
    pitch_mean = 0
    if turning:
        roll_mean = int(tilt(body, 0, first, end))
        pitch_mean = int(tilt(body, 1, first, end))
    i = first
    while i <= end:
        at = i & _BODY_MASK
        value = body[_BODY_UP + at]
        if turning and i < end:
            roll = body[_TILT + at] + roll_mean
            pitch = body[_PITCH_TILT + at] + pitch_mean
            body[_TILT + at] = (mount[_COS_Q14] * roll + mount[_SIN_Q14] * pitch) >> 14
            value -= ((value >> 2) * ((roll * roll + pitch * pitch) >> 15)) >> 12
            value += (pitch * (body[at] >> 2) - roll * (body[_BODY_RIGHT + at] >> 2)) >> 12
        value -= _ONE_G_Q2
        if value > _MOST_PUSH_Q2:
            value = _MOST_PUSH_Q2
        elif value < -_MOST_PUSH_Q2:
            value = -_MOST_PUSH_Q2
        body[_UPRIGHT + at] = value
        i += 1
    return end - first


def lift(found: ptr32, body: ptr32, anchors: ptr32, number: int, slot: int) -> int:
    """Keep in a slot what cycle `number` would do to a pelvis that begins it at rest: how long it is, how fast it then
    is (Q2 counts x ticks), how high (8 times that x ticks; 0.957 um). Returns the height.
    """
    here = _ANCHOR_SIZE * (number & _ANCHORS_MASK)
    next = _ANCHOR_SIZE * ((number + 1) & _ANCHORS_MASK)
    part_q8 = anchors[here + _FRACTION]
    i = anchors[here]
    end = anchors[next]
    # From the begin of the tick in which the cycle begins, so that it would be at rest where it does.
    push = (body[_UPRIGHT + (i & _BODY_MASK)] * part_q8) >> 8
    velocity = -push
    height = (push * part_q8) >> 12
    while i < end:
        push = body[_UPRIGHT + (i & _BODY_MASK)]
        height += (velocity + (push >> 1)) >> 3
        velocity += push
        i += 1
    part_q8 = anchors[next + _FRACTION]
    push = (body[_UPRIGHT + (i & _BODY_MASK)] * part_q8) >> 8
    height += ((velocity >> 3) * part_q8) >> 8
    height += (push * part_q8) >> 12
    found[slot] = anchors[next + _PERIOD]
    found[slot + 1] = velocity + push
    found[slot + 2] = height
    return height


def bounce_um(found: ptr32, body: ptr32, anchors: ptr32, mount: ptr32, number: int) -> int:
    """Return how far the pelvis travels up and down within cycle `number`, peak to trough, um.

    `found` says which slot is the cycle's, and from which on cycles together end as high and as fast as they begin: a
    mean acceleration is taken off, then a mean velocity. (The cycle itself may be the one before them.) What a clip
    beside the spine travels because the pelvis rolls is taken out.
    """
    own = found[_OWN_SLOT]
    period_q8 = 0
    velocity = 0
    at = found[_FIRST_SLOT]
    while at <= _LAST_SLOT:
        period_q8 += found[at]
        velocity += found[at + 1]
        at += _SLOT_SIZE
    mean_q2 = int(held((velocity << 4) // (period_q8 >> 6), _MOST_MEAN_Q2))
    velocity = 0
    height = 0
    begin = ((mean_q2 * found[own]) >> 10) - found[own + 1]
    at = found[_FIRST_SLOT]
    while at <= _LAST_SLOT:
        if at == own:
            begin = velocity
        ticks_q8 = found[at]
        height += found[at + 2] + (velocity >> 3) * (ticks_q8 >> 8) + (((velocity >> 3) * (ticks_q8 & 255)) >> 8)
        less = (mean_q2 * ticks_q8) >> 10
        height -= ((less >> 4) * ticks_q8) >> 8
        velocity += found[at + 1] - less
        at += _SLOT_SIZE
    begin -= (int(held(height, _HIGHEST)) << 8) // (period_q8 >> 3)

    at = _ANCHOR_SIZE * (number & _ANCHORS_MASK)
    i = anchors[at]
    end = anchors[_ANCHOR_SIZE * ((number + 1) & _ANCHORS_MASK)]
    place = body[_BODY_GYROSCOPE] * mount[_PLACE_MM]
    push_q2 = (body[_UPRIGHT + (i & _BODY_MASK)] << 2) - mean_q2
    velocity_q2 = (begin << 2) - ((push_q2 * anchors[at + _FRACTION]) >> 8)
    height = 0
    highest = -_HIGHEST
    lowest = _HIGHEST
    while i < end:
        at = i & _BODY_MASK
        push_q2 = (body[_UPRIGHT + at] << 2) - mean_q2
        height += (velocity_q2 + (push_q2 >> 1)) >> 5
        velocity_q2 += push_q2
        spine = height
        if place:
            # 1 mm is 1045 units.
            spine += (((place * body[_TILT + at]) >> 4) * 1045) >> 10
        if spine > highest:
            highest = spine
        if spine < lowest:
            lowest = spine
        i += 1
    highest = int(held(highest - lowest, _ONE_METRE))
    if body[_BODY_GYROSCOPE]:
        return (highest * _UM_Q10) >> 10
    return (highest * _UM_TILTING_Q10) >> 10


def peak_mg(body: ptr32, first: int, end: int) -> int:
    """Return the highest upward specific force in mg (1000 at rest) within ticks first .. end - 1."""
    peak_q2 = 0
    while first < end:
        if body[_BODY_UP + (first & _BODY_MASK)] > peak_q2:
            peak_q2 = body[_BODY_UP + (first & _BODY_MASK)]
        first += 1
    return (peak_q2 * 125) >> 10


def measure(found: ptr32, body: ptr32, anchors: ptr32, mount: ptr32, number: int) -> int:
    """Measure the step that begins `found[_CONTACT_US]` after anchor `number`, and the bounce of the one before anew.

    A step's bounce goes by the two steps before it, itself and the next, as far as they are whole, and if it is not
    whole itself by the next; that of the newest by itself and the one before. Returns the tick of the anchor.
    """
    here = _ANCHOR_SIZE * (number & _ANCHORS_MASK)
    tick = anchors[here]
    end = anchors[_ANCHOR_SIZE * ((number + 1) & _ANCHORS_MASK)]
    # Tick n begins half a sample period before n x 10 ms.
    us = (tick % 100) * 10000 + ((anchors[here + _FRACTION] * 625) >> 4) - anchors[_HALF_PERIOD_US]
    us += found[_CONTACT_US]
    found[_BEGIN_S] = tick // 100 + us // 1000000
    found[_BEGIN_US] = us % 1000000
    found[_PEAK_MG] = int(peak_mg(body, tick, end))

    int(upright(body, mount, int(tick_before(anchors, number)), end))
    at = _SLOTS
    while at < _SLOTS + 2 * _SLOT_SIZE:
        found[at] = found[at + _SLOT_SIZE]
        at += 1
    whole = number - anchors[_WHOLE] + 1
    found[_OWN_SLOT] = at
    found[_FIRST_SLOT] = _SLOTS if whole > 3 else _LAST_SLOT + _SLOT_SIZE - whole * _SLOT_SIZE
    found[_BOUNCE_BEFORE_UM] = found[_BOUNCE_UM]
    int(lift(found, body, anchors, number, _LAST_SLOT))
    if number > anchors[_STARTED]:
        int(lift(found, body, anchors, number - 1, at))
        if whole > 0:
            found[_BOUNCE_BEFORE_UM] = int(bounce_um(found, body, anchors, mount, number - 1))
    found[_OWN_SLOT] = _LAST_SLOT
    found[_FIRST_SLOT] = at if whole > 1 else _LAST_SLOT
    found[_BOUNCE_UM] = int(bounce_um(found, body, anchors, mount, number))
    return tick


def weigh(balance: ptr32, left: int, right: int) -> int:
    """Add a pair of positive quantities in the same unit, each below 2^20. Returns the number of pairs."""
    pairs = balance[_BALANCE_PAIRS]
    if left <= 0 or right <= 0:
        return pairs
    if pairs >= _MOST_PAIRS:
        # Sums stay below 2^30; what is older than half a day weighs half from here on.
        pairs >>= 1
        balance[_SUM_BP] = balance[_SUM_BP] >> 1
        balance[_SQUARES] = balance[_SQUARES] >> 1
    both = left + right
    while both >= 65536:  # the product below has to stay under 2^30
        left >>= 1
        both >>= 1
    off_bp = (left * 10000 + (both >> 1)) // both - _EVEN_BP
    if off_bp > _FARTHEST_BP:
        off_bp = _FARTHEST_BP
    elif off_bp < -_FARTHEST_BP:
        off_bp = -_FARTHEST_BP
    pairs += 1
    balance[_BALANCE_PAIRS] = pairs
    balance[_SUM_BP] = balance[_SUM_BP] + off_bp
    balance[_SQUARES] = balance[_SQUARES] + ((off_bp * off_bp + 128) >> 8)
    mean_bp = (balance[_SUM_BP] + (pairs >> 1)) // pairs
    balance[_LEFT_BP] = _EVEN_BP + mean_bp
    if pairs >= _FEW_PAIRS:
        variance = balance[_SQUARES] - pairs * ((mean_bp * mean_bp) >> 8)
        variance = (variance if variance > 0 else 0) // (pairs - 1)  # 256 bp^2
        # t^2 s^2 / n with t^2 in sixteenths.
        chance = variance * (61 + 197 // (pairs - 1)) * 16 // pairs
        beyond = (mean_bp * balance[_BEYOND_Q4]) >> 4
        chance += balance[_METHOD_BP] * balance[_METHOD_BP] + beyond * beyond
        balance[_HALF_WIDTH_BP] = int(isqrt(chance)) + 1
    return pairs
