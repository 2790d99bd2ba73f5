"""A session: what the clip knew, in tables."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from recoil_log.events import STOP

from .header import SessionHeader
from .pages import Page
from .raw import RawSamples, raw_of


@dataclass(frozen=True, eq=False)
class Session:
    """All that is intact of one session; `missing` says in sentences what is not.

    Steps are the gait core's own integers. Their times, and those of events, count from the first sample.
    """

    name: str
    header: SessionHeader | None
    """None if no head page is intact."""
    settings: dict[str, Any] | None
    """The runner's settings as they were; None if they are missing or unreadable."""
    steps: np.ndarray
    events: np.ndarray
    minutes: np.ndarray
    missing: tuple[str, ...]
    raw_pages: tuple[Page, ...]

    @cached_property
    def raw(self) -> RawSamples:
        """Raw samples; unpacked at the first use (7 s for each hour)."""
        return raw_of(self.raw_pages)

    @property
    def ended(self) -> bool:
        """Whether the clip ended the session itself; if not, its power went."""
        return bool((self.events["kind"] == STOP).any())

    @property
    def is_whole(self) -> bool:
        """Whether nothing is missing."""
        return not self.missing

    def step_time_s(self) -> np.ndarray:
        """Return when each step began, in true seconds since the first sample."""
        scale = self.header.true_time if self.header else 1.0
        return self.steps["initial_contact_us"] * (1e-6 * scale)
