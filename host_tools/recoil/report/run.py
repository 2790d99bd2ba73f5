"""All that a report of one session is made from: computed once, the same in every section."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from recoil.session import Session
from recoil.session.columns import step_table
from recoil.session.dynamics import dynamics_of
from recoil.session.form_drift import FormDrift, form_drifts
from recoil.session.means import Means, means_of
from recoil.session.overview import overview_of
from recoil.session.timeline import Timeline

from .beside import Beside
from .cue_judgement import Judgement, everyday_own_values, judgement_of
from .cueing import Response, responses_of
from .own_values import OwnValues, own_values_of
from .thirds import Thirds, thirds_of


@dataclass(frozen=True, eq=False)
class Run:
    """A session with all that its report needs, each worked out once when it is first asked for.

    Attributes:
        session: The session.
        memory: What the clip's `coach.json` holds; None where it is not at hand.
        beside: What the library knows beside it.
    """

    session: Session
    memory: dict[str, Any] | None = None
    beside: Beside = field(default_factory=Beside)

    @cached_property
    def overview(self) -> dict[str, Any]:
        """The summary that `recoil show` prints, as plain values."""
        return overview_of(self.session)

    @cached_property
    def means(self) -> Means:
        """Means over the clean steps."""
        return means_of(self.session)

    @cached_property
    def timeline(self) -> Timeline:
        """When the session began and ended, its pauses and its markers."""
        return Timeline.of(self.session)

    @cached_property
    def steps(self) -> np.ndarray:
        """Steps in everyday units, in order."""
        steps = step_table(self.session)
        return steps[np.argsort(steps["initial_contact_s"], kind="stable")]

    @cached_property
    def dynamics(self) -> np.ndarray:
        """A row for each second: the means of the steps that ended in the five seconds before it."""
        return dynamics_of(self.session)

    @cached_property
    def own_values(self) -> OwnValues:
        """Settings and the runner's own values."""
        return own_values_of(self.session, self.memory)

    @cached_property
    def scale(self) -> float:
        """True time over the core's time."""
        return self.session.header.true_time if self.session.header else 1.0

    @cached_property
    def own(self) -> dict[str, float]:
        """The runner's own values by the names in `Means`; empty where they are not known."""
        calibration = self.session.calibration
        return everyday_own_values(self.own_values, self.scale, calibration.contact_ms or 0 if calibration else 0)

    @cached_property
    def judgement(self) -> Judgement | None:
        """Each step as the clip's cueing rules judge it against the band."""
        return judgement_of(self.session, self.own_values)

    @cached_property
    def responses(self) -> list[Response]:
        """What became of each cue."""
        return responses_of(self.session, self.judgement, self.own_values.settings.inside_steps)

    @cached_property
    def thirds(self) -> Thirds | None:
        """The start of the run against its end."""
        return thirds_of(self.session)

    @cached_property
    def form_drifts(self) -> dict[str, FormDrift]:
        """Start against end of spring, steadiness, pelvis motion and braking, by name."""
        return {one.name: one for one in form_drifts(self.session, self.thirds.edges_s)} if self.thirds else {}
