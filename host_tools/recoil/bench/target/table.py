"""The figures of an emulated board as one table, and the profile under it."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from recoil.bench.target import scenarios
from recoil.bench.target.emulator import Emulator
from recoil.bench.target.image import open_image
from recoil.bench.target.scenarios import FIFO_WORDS, Figures, Say

NOT_MEASURED = "not measured"
SCENARIOS = ("start", "run", "cable", "screening")


def measure(
    image: Path, folder: Path, which: Sequence[str], minutes: float, miss_cycles: int, say: Say
) -> list[Figures]:
    """Put an emulated board through scenarios.

    Args:
        image: A UF2, or a folder; see `open_image`.
        folder: For all that the emulator writes; the file system after each scenario stays there.
        which: Of `SCENARIOS`; where `start` is left out, the board is as the last one in this folder left it.
        minutes: Length of the run.
        miss_cycles: What a word costs that is not in the flash cache; see `Emulator`.
        say: Told what is being done.

    Returns:
        The figures of each. After a deployment that failed nothing else is tried.

    Raises:
        TargetError: The image, or what the emulator needs, is not there.
    """
    emulator = Emulator(open_image(image), folder, miss_cycles)
    found: list[Figures] = []
    if "start" in which:
        found.append(scenarios.deployment(emulator, say))
    if found and not found[0].is_good and not (folder / "deployed.img").exists():
        return found
    if "run" in which:
        found.append(scenarios.run(emulator, minutes, say))
    if "cable" in which:
        found.append(scenarios.cable(emulator, 60 * min(minutes, 2), say))
    if "screening" in which:
        found.append(scenarios.screening(emulator, say))
    return found


def lines(found: Sequence[Figures]) -> Iterator[str]:
    """Yield the table, a line each."""
    for figures in found:
        yield figures.name
        for name, value in _rows(figures):
            yield f"  {name:52}{value}"
        if figures.profile:
            total = sum(count for _, count in figures.profile) or 1
            yield "  where the processor is:"
            for name, count in figures.profile[:15]:
                yield f"    {100 * count / total:5.1f} %  {name}"
        yield ""


def _rows(f: Figures) -> Iterator[tuple[str, str]]:
    """Yield what a row is, and its value in words."""
    yield "outcome", f.outcome or NOT_MEASURED
    for what, size in f.free_bytes.items():
        yield f"heap free, {what} (gc.mem_free)", f"{size / 1024:.1f} KB"
    if f.free_bytes:
        return
    yield "power-on to ready", _said(f.ready_ms, "{:.0f} ms")
    yield "clock of the processor", _said(f.mhz, "{:.1f} MHz")
    yield "work for a second (without waits)", _said(f.work_cycles and f.work_cycles / 1e6, "{:.2f} M cycles")
    yield "busy (with waits for bus and flash reads)", _said(f.busy_pct, "{:.1f} %")
    yield "waiting for the bus", _said(f.bus_ms, "{:.1f} ms a second")
    yield "flash cache misses", _said(f.misses, "{:,.0f} words a second")
    yield "allocations", _said(f.allocations, "{:.1f} a second")
    yield "  in the seconds without a write or a cue", _said(f.quiet_allocations, "{}")
    yield "heap in use at most (garbage counted)", _said(f.heap_used_bytes and f.heap_used_bytes / 1024, "{:.1f} KB")
    largest = f.heap_largest_free_bytes
    yield "largest free block of the heap at least", _said(largest and largest / 1024, "{:.1f} KB")
    yield "deepest FIFO", _said(f.deepest_words, "{} of " + f"{FIFO_WORDS} words")
    yield "samples lost", _said(f.lost_words, "{} words")
    if f.desktop_steps is not None:
        yield "steps equal to the desktop", f"{f.equal_steps} of {f.steps} (desktop: {f.desktop_steps})"
        latency = f.cue_latency_ms
        yield (
            "deciding sample to the motor's GO",
            (f"at most {max(latency):.0f} ms ({len(latency)} cues)" if latency else NOT_MEASURED),
        )
    if f.restarts:
        yield "restarts by the watchdog", str(f.restarts)


def _said(value: float | None, form: str) -> str:
    return NOT_MEASURED if value is None else form.format(value)
