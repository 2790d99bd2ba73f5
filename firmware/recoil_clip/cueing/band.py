"""The dead band under the target: one limit, on the side that hurts; beyond it is outside.

Nobody is told to step slower, bounce more or be less steady: there is no limit on the other side.

What is compared is how much the form differs from the runner's own at the present pace, as a logarithm in Q12 (59 are
1 %), counted so that more is what is asked for: quicker steps, less bounce, a larger share of contact. A cue comes
below the target less the dead band, a confirming pulse at the target.
"""

from ..compat import const
from ..gait.tick_kernels import log2_q12
from .baseline import NOT_KNOWN
from .form import BOUNCE as _BOUNCE
from .form import CONTACT as _CONTACT
from .form import STEP as _STEP
from .form import UNKNOWN, pace_by_step

NOTHING = const(0)
CADENCE = const(1)
BOUNCE = const(2)
STEADINESS = const(3)
ASYMMETRY = const(4)
CONTACT_SHARE = const(5)
TARGETS = ("none", "cadence", "bounce", "steadiness", "asymmetry", "contact_share")

INSIDE = const(0)
OUTSIDE = const(1)
UNJUDGED = const(-1)

_MOST_CADENCE_PCT = const(10)  # more than this is never asked for, whatever the settings say
_LEAST_UNSTEADINESS_BP = const(50)  # nobody is cued for less than half a percent
_EVEN_BP = const(5000)
_SHARE_INTERVAL_BP = const(120)  # 95 % interval of the left share of contact over 64 pairs
_SLOWLY = const(7)  # steadiness follows over 128 steps: a bend or a kerb is over by then

WHAT = (_STEP, _STEP, _BOUNCE, _STEP, _STEP, _CONTACT)
"""What runs have to agree on, by target."""
AGREE_Q12 = (232, 232, 288, 232, 232, 232)
"""So far they may be apart, by target: 4 %, of bounce 5 %."""


def percent_q12(percent):
    """Return log2(1 + percent / 100) in Q12."""
    return log2_q12((100 + percent) * 1000) - log2_q12(100000)


class Band:
    """`judge` compares the form with the band; `value`, `limit` and `target_value` say what was compared.

    Cadence, bounce and contact share: difference from own in Q12. Steadiness and asymmetry: 0.01 %, and less is better.
    `own_q12` is the own value (of step time, bounce, contact) at the pace, `refusal` says why a target cannot be
    judged.
    """

    def __init__(self, target, settings, baseline):
        self.target = target
        self.value = 0
        self.own_q12 = NOT_KNOWN
        self.is_at_target = False
        self.day_q12 = 0  # how far own form is off today: what is compared is counted from there
        self.refusal = ""
        self._baseline = baseline
        self._unsteady = UNKNOWN  # smoothed, 0.01 % in Q7
        self._most = 0
        wanted = band = 0
        self._cadence_q12 = 0  # what a metronome adds to own cadence
        self._middle_q12 = log2_q12(max(baseline.step_us, 1))
        if target == CADENCE:
            wanted = self._cadence_q12 = percent_q12(max(min(settings.cadence_change_pct, _MOST_CADENCE_PCT), 0))
            band = percent_q12(settings.cadence_band_pct)
        elif target == BOUNCE:
            wanted = -percent_q12(settings.bounce_change_pct)
            band = percent_q12(settings.bounce_band_pct)
        elif target == CONTACT_SHARE:
            wanted = percent_q12(settings.contact_share_change_pct)
            band = percent_q12(settings.contact_share_band_pct)
        elif target == STEADINESS:
            own = max(baseline.unsteadiness_bp, _LEAST_UNSTEADINESS_BP)
            self._most = 2 * own
            wanted = own * (100 + settings.steadiness_change_pct) // 100
            band = -wanted * settings.steadiness_band_pct // 100
            if baseline.is_ready and 2 * baseline.unsteadiness_range_bp > -band:
                self.refusal = "steadiness differs between own runs by more than half the band"
        elif target == ASYMMETRY:
            band = -settings.asymmetry_band_bp - _SHARE_INTERVAL_BP
        if wanted > 0 and target != STEADINESS:
            band = min(band, wanted * 2 // 5)  # else most of what was asked for would be band
        self.target_value = wanted
        self.limit = wanted - band

    def judge(self, form):
        """Return INSIDE, OUTSIDE or, while too little is known, UNJUDGED."""
        target = self.target
        if self.refusal:
            return UNJUDGED
        if target == STEADINESS:
            return self._less(self._unsteadiness(form.steadiness.unsteadiness_bp))
        if target == ASYMMETRY:
            left_bp = form.share.left_bp
            return self._less(abs(left_bp - _EVEN_BP) if left_bp != UNKNOWN else UNKNOWN)
        if not form.is_known or target == NOTHING:
            return UNJUDGED
        if target == CONTACT_SHARE:
            value = self._share(form)
        else:
            what = _STEP if target == CADENCE else _BOUNCE
            self.own_q12 = self._baseline.own_q12(form.pace_q16() >> 4, what)
            value = self.own_q12 - (form.state[what] >> 4)
        if self.own_q12 == NOT_KNOWN:
            return UNJUDGED
        self.value = value = value - self.day_q12
        self.is_at_target = value >= self.target_value
        return INSIDE if value >= self.limit else OUTSIDE

    def _share(self, form):
        """Return by how much contact's share is above own; without a relative speed step time stands for pace."""
        state = form.state
        pace = (form.pace_q16() if form.has_pace else pace_by_step(state[_STEP])) >> 4
        self.own_q12 = self._baseline.own_q12(pace, _CONTACT)
        own = self.own_q12 - self._baseline.own_q12(pace, _STEP)
        return ((state[_CONTACT] - state[_STEP]) >> 4) - own

    def step_us(self, form):
        """Return the step time that a metronome beats: own for the pace, quicker by what is asked."""
        own = self._middle_q12
        if form.is_known:
            found = self._baseline.own_q12(form.pace_q16() >> 4, _STEP)
            if found != NOT_KNOWN:
                own = found
        off = own - self._middle_q12 - self._cadence_q12
        return _times_exp2(self._baseline.step_us, max(min(off, 2000), -2000))

    def _unsteadiness(self, now_bp):
        if now_bp == UNKNOWN:
            return UNKNOWN
        now_bp = min(now_bp, self._most)
        if self._unsteady == UNKNOWN:
            self._unsteady = (self._most << _SLOWLY) >> 1
        self._unsteady += now_bp - (self._unsteady >> _SLOWLY)
        return self._unsteady >> _SLOWLY

    def _less(self, value):
        if value < 0:
            return UNJUDGED
        self.value = value
        self.is_at_target = value <= self.limit
        return OUTSIDE if value > self.limit else INSIDE


def _times_exp2(us, q12):
    """Return us x 2^(q12 / 4096) for small exponents: x = q12 ln 2, 1 + x + x^2 / 2 (+ x^3 / 6)."""
    x = (q12 * 2839) >> 12
    square = (x * x) >> 12
    return ((us >> 3) * (4096 + x + (square >> 1) + ((square * x) >> 12) // 6)) >> 9
