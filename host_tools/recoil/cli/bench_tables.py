"""What `recoil bench library` measured, for people."""

from recoil.bench.library import WHAT, Cost
from recoil.cli.tables import write_table
from recoil.common.terminal import put


def write_costs(costs: list[Cost]) -> None:
    """Print the measurements for people: seconds, and how a session's cost grows up to the largest size."""
    first, last = costs[-2:] if len(costs) > 1 else 2 * costs
    rows = [
        (
            words,
            *(f"{cost.seconds[name]:.3f}" for cost in costs),
            f"{(last.seconds[name] / last.sessions) / (first.seconds[name] / first.sessions):.2f}",
        )
        for name, words in WHAT.items()
    ]
    titles = ("seconds, sessions:", *(f"{cost.sessions:,}" for cost in costs), "growth")
    write_table(titles, rows, right=range(1, len(titles)))
    put(f"growth: what one session costs at {last.sessions:,} against {first.sessions:,}; 1: proportional")
    put(f"{last.size_bytes / last.sessions / 1000:.1f} KB a session in one file; the system's file cache is warm")
