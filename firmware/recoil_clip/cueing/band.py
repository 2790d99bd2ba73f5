"""The dead band around the target: one limit, on the side that hurts; beyond it is outside.

Nobody is told to step slower, bounce more or be less steady: there is no limit on the other side.
"""

from ..compat import const
from .share import UNKNOWN

NOTHING = const(0)
CADENCE = const(1)
BOUNCE = const(2)
STEADINESS = const(3)
ASYMMETRY = const(4)
TARGETS = ("none", "cadence", "bounce", "steadiness", "asymmetry")

INSIDE = const(0)
OUTSIDE = const(1)
UNJUDGED = const(-1)

_MOST_CADENCE_PCT = const(10)  # more than this is never asked for, whatever the settings say
_LEAST_UNSTEADINESS_BP = const(50)  # nobody is cued for less than half a percent
_EVEN_BP = const(5000)


class Band:
    """`judge` compares the form with the band; `value` and `limit` say what was compared.

    Both are in us of step time, um of bounce, 0.01 % of unsteadiness or 0.01 % of left share off even.
    """

    def __init__(self, target, settings, baseline):
        self.target = target
        self.value = 0
        self.limit = 0
        self._base_step_us = baseline.step_us
        self.target_step_us = baseline.step_us  # what a metronome beats
        if target == CADENCE:
            # cadence < target x (1 - band), as step time.
            faster_pct = max(min(settings.cadence_change_pct, _MOST_CADENCE_PCT), 0)
            self.target_step_us = baseline.step_us * 100 // (100 + faster_pct)
            self.limit = self.target_step_us * 100 // (100 - settings.cadence_band_pct)
        elif target == BOUNCE:
            um = baseline.bounce_um * (100 + settings.bounce_change_pct) // 100
            self.limit = um * (100 + settings.bounce_band_pct) // 100
        elif target == STEADINESS:
            bp = max(baseline.unsteadiness_bp, _LEAST_UNSTEADINESS_BP) * (100 + settings.steadiness_change_pct) // 100
            self.limit = bp * (100 + settings.steadiness_band_pct) // 100
        elif target == ASYMMETRY:
            self.limit = settings.asymmetry_band_bp
        self._base_limit = self.limit

    def judge(self, form):
        """Return INSIDE, OUTSIDE or, while too little is known, UNJUDGED."""
        target = self.target
        value = UNKNOWN
        if target == STEADINESS:
            value = form.steadiness.unsteadiness_bp
        elif target == ASYMMETRY:
            if form.share.left_bp != UNKNOWN:
                value = abs(form.share.left_bp - _EVEN_BP)
        elif form.row > 1:
            if target == CADENCE:
                value = form.step_us
            elif target == BOUNCE:
                value = form.bounce_um
                self.limit = self._bounce_limit(form.step_us)
        if value < 0:
            return UNJUDGED
        self.value = value
        return OUTSIDE if value > self.limit else INSIDE

    def _bounce_limit(self, step_us):
        """At constant duty factor bounce goes with step time squared: limit x (T / T0)^2."""
        ratio_q12 = ((step_us >> 3) << 12) // (self._base_step_us >> 3)
        return ((self._base_limit >> 4) * ((ratio_q12 * ratio_q12) >> 12)) >> 8
