"""The truth: what every running step was."""

from dataclasses import dataclass, fields

import numpy as np

LEFT, RIGHT = -1, 1


@dataclass(frozen=True, eq=False)
class Steps:
    """One entry per running step, from initial contact to the next (contact: the foot's force above 50 N)."""

    initial_contact_s: np.ndarray
    toe_off_s: np.ndarray
    side: np.ndarray
    """The stance foot: -1 left, +1 right."""
    step_ms: np.ndarray
    contact_ms: np.ndarray
    flight_ms: np.ndarray
    """Step less contact; negative with both feet down."""
    bounce_sacrum_mm: np.ndarray
    bounce_com_mm: np.ndarray
    peak_force_bw: np.ndarray
    steady: np.ndarray
    """False for the few steps of a start or stop."""

    @classmethod
    def none(cls) -> "Steps":
        """Return a table without a step."""
        return cls(*(np.zeros(0, bool if f.name == "steady" else float) for f in fields(cls)))

    @classmethod
    def joined(cls, parts: "list[Steps]") -> "Steps":
        """All steps of several runs, in order."""
        if not parts:
            return cls.none()
        return cls(*(np.concatenate([getattr(part, f.name) for part in parts]) for f in fields(cls)))

    def __len__(self) -> int:
        """Number of steps."""
        return len(self.step_ms)

    def select(self, mask: np.ndarray) -> "Steps":
        """The steps where mask is true, e.g. `steps.select(steps.steady)`."""
        return Steps(*(getattr(self, f.name)[mask] for f in fields(self)))

    @property
    def cadence_spm(self) -> float:
        """Mean cadence."""
        return 60e3 / float(self.step_ms.mean())

    def left_share_pct(self, quantity: str) -> float:
        """Left share, 100 L / (L + R), of the mean of a quantity such as `contact_ms`."""
        values = getattr(self, quantity)
        left, right = (float(values[self.side == side].mean()) for side in (LEFT, RIGHT))
        return 100 * left / (left + right)
