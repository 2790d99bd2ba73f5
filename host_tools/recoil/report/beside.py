"""What is known of a run beside its own files: the runner's earlier runs, and why the runner needs a look."""

from collections.abc import Mapping
from dataclasses import dataclass, field

MOST_RUNS = 20


@dataclass(frozen=True)
class Told:
    """A sentence that comes before all figures, and what to do about it."""

    text: str
    advice: str
    is_urgent: bool = True
    """Pain or load; not a change of form."""


@dataclass(frozen=True)
class Beside:
    """Empty where the run is in no library."""

    pressing: tuple[Told, ...] = ()
    """Pain, load and clear changes, what matters most first."""
    history: Mapping[str, tuple[float | None, ...]] = field(default_factory=dict)
    """Of each metric the last runs up to this one, oldest first, this one last."""
    usual: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    """Lowest and highest of what was to be expected by the weeks before."""
    pain: tuple[int | None, int | None] = (None, None)
    """Before and after this run, 0 to 10."""
    runner: str = ""
