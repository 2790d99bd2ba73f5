"""What happens when: standing, walking, running, in seconds."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

KINDS = ("stand", "walk", "run")
SHORTEST_RUN_S = 8.0
MOMENT_S = 3.0
LONGEST_S = 6 * 3600.0
EXAMPLE = "stand 5, walk 20, run 300, stand 20"


@dataclass(frozen=True)
class Segment:
    """One activity; a run holds its own start and stop."""

    kind: str
    seconds: float

    def __post_init__(self) -> None:
        """Refuse unknown activities and times that do not fit."""
        if self.kind not in KINDS:
            raise ValueError(f"{self.kind!r} is not an activity; there are {', '.join(KINDS)}, e.g. {EXAMPLE}")
        if not 0 < self.seconds <= LONGEST_S:
            raise ValueError(f"{self.kind} {self.seconds:g}: an activity lasts up to {LONGEST_S:g} s")
        if self.kind == "run" and self.seconds < SHORTEST_RUN_S:
            raise ValueError(f"run {self.seconds:g}: a run needs at least {SHORTEST_RUN_S:g} s to start and stop")


def parse_plan(text: str) -> list[Segment]:
    """Read e.g. `stand 5, walk 20, run 300, stand 20` (seconds; `run 5min` is understood too)."""
    plan = []
    for part in text.lower().split(","):
        match = re.fullmatch(r"\s*([a-z]+)\s+(\d+(?:\.\d*)?)\s*(s|min)?\s*", part)
        if not match:
            raise ValueError(f"plan: {part.strip()!r} is not an activity and its seconds; write e.g. {EXAMPLE}")
        kind, number, unit = match.groups()
        plan.append(Segment(kind, float(number) * (60 if unit == "min" else 1)))
    return check_plan(plan)


def run_plan(minutes: float) -> list[Segment]:
    """Stand a moment, run, stand a moment; a ValueError says how many minutes can be simulated."""
    if not SHORTEST_RUN_S <= 60 * minutes <= LONGEST_S - 2 * MOMENT_S:
        longest = (LONGEST_S - 2 * MOMENT_S) / 60
        raise ValueError(f"minutes must be {SHORTEST_RUN_S / 60:.2f} to {longest:g}, not {minutes:g}")
    return [Segment("stand", MOMENT_S), Segment("run", 60.0 * minutes), Segment("stand", MOMENT_S)]


def check_plan(plan: Sequence[Segment]) -> list[Segment]:
    """Return the plan if it can be played."""
    total_s = sum(segment.seconds for segment in plan)
    if not plan:
        raise ValueError(f"the plan is empty; write e.g. {EXAMPLE}")
    if total_s > LONGEST_S:
        raise ValueError(f"the plan lasts {total_s:g} s; up to {LONGEST_S:g} s can be simulated")
    return list(plan)
