"""A session: what the clip knew, in tables."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np

from recoil_clip.spec.events import STOP

from .header import SessionHeader
from .pages import Page
from .raw import RawSamples, raw_of
from .sentences import count
from .tables import STRIDE_TYPE
from .trials import no_exercises, no_trials

if TYPE_CHECKING:
    from .calibration import Calibration  # which asks for this module


@dataclass(frozen=True, eq=False, repr=False)
class Session:
    """All that is intact of one session; `missing` says in sentences what is not.

    Steps are the gait core's own integers. Their times, and those of events and minutes, are the core's time since the
    first sample: times `header.true_time` they are true.
    """

    name: str
    """The folder's or file's name, fit to be printed: `00012-20251122T152320Z` is number and start in UTC."""
    header: SessionHeader | None
    """None if no head page is intact."""
    settings: dict[str, Any] | None
    """The runner's settings as they were; None if there are none, or if they are damaged (`missing` says so)."""
    steps: np.ndarray
    """A row per step: `tables.STEP_TYPE`."""
    events: np.ndarray
    """A row per event: `tables.EVENT_TYPE`."""
    minutes: np.ndarray
    """A row about each minute: `tables.MINUTE_TYPE`."""
    missing: tuple[str, ...]
    """What is damaged, missing or left out, a sentence each; empty if the session is whole."""
    raw_pages: tuple[Page, ...]
    """Raw samples, still packed."""
    strides: np.ndarray = field(default_factory=lambda: np.zeros(0, dtype=STRIDE_TYPE))
    """A row per stride (a clean left and right step): `tables.STRIDE_TYPE`; none in format 1."""
    trials: np.ndarray = field(default_factory=no_trials)
    """A row per try of a screening: `trials.TRIAL_TYPE`."""
    exercises: np.ndarray = field(default_factory=no_exercises)
    """A row per set of core work: `trials.EXERCISE_TYPE`."""
    withheld: dict[int, int] = field(default_factory=dict)
    """What is not told: the reason by quantity, numbers of `recoil_clip.spec.validity`."""
    recorded_revision: int | None = None
    """Of the gait core on the clip (0: not known), where steps, strides and minutes were measured again by a later one,
    `header.gait_revision`; None: they are as the clip wrote them."""
    calibration: "Calibration | None" = None
    """The runner's own numbers, which contact, flight and speed in the tables are told with; None: as measured."""

    @cached_property
    def raw(self) -> RawSamples:
        """Raw samples; unpacked at the first use (7 s for each hour)."""
        return raw_of(self.raw_pages)

    @property
    def ended(self) -> bool:
        """Return whether the clip ended the session itself; if not, its power went."""
        return bool((self.events["kind"] == STOP).any())

    @property
    def is_whole(self) -> bool:
        """Return whether nothing is missing."""
        return not self.missing

    def step_time_s(self) -> np.ndarray:
        """Return when each step began: one time per row of `steps`, in true s since the first sample."""
        scale = self.header.true_time if self.header else 1.0
        return self.steps["initial_contact_us"] * (1e-6 * scale)

    def __repr__(self) -> str:
        """Say in one line what there is."""
        tables = (count(len(self.steps), "step"), count(len(self.events), "event"), count(len(self.minutes), "minute"))
        raw = ", raw samples" if self.raw_pages else ""
        whole = "whole" if self.is_whole else f"{count(len(self.missing), 'thing')} missing"
        return f"<Session {self.name}: {', '.join(tables)}{raw}; {whole}>"
