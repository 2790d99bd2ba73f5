"""The dashboard on a terminal: 80 columns by 24 lines are enough, more columns make longer curves."""

from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from recoil.common.errors import one_line
from recoil.device.status import Share, Status

from . import glyphs, words
from .figures import Figures

COLOURS = {"recording": "green", "paused": "yellow", "saving": "blue", "usb": "blue", "ready": "green", "fault": "red"}
LOW_PCT = 15
SILENT_S = 2.0
LABEL_COLUMNS = 12
RANGE_COLUMNS = 16
CADENCE_SPAN_US = 8000.0  # what varies less looks flat: 4 steps/min
BOUNCE_SPAN_UM = 10000.0


def screen(figures: Figures, console: Console, now_s: float, recorded: str = "") -> RenderableType:
    """Return what is to be seen; `recorded` says how a recording goes, if there is one."""
    status = figures.status
    if status is None:
        return Panel(Text("waiting for the clip", justify="center"), title="recoil live")
    return Panel(
        Group(
            _now(figures, status, now_s, console.options.ascii_only),
            Text(),
            _balances(status),
            Text(),
            _trends(figures, max(min(console.width, 160) - LABEL_COLUMNS - RANGE_COLUMNS - 8, 10), console),
            Text(),
            _rest(figures, status, recorded),
        ),
        title=_title(figures, status, now_s),
        subtitle="Ctrl-C ends this, not the session",
        padding=(0, 1),
    )


def _title(figures: Figures, status: Status, now_s: float) -> Text:
    title = Text(one_line(status.name, 24), style="bold")
    title.append("  ")
    silent_s = figures.silent_s(now_s)
    if silent_s >= SILENT_S:
        return title.append(f"no answer for {silent_s:.0f} s", style="bold red")
    title.append(words.state(status), style=f"bold {COLOURS.get(status.state, 'default')}")
    if status.is_recording:
        title.append(f"  {words.length(status.session_s)}")
        title.append(
            "  running" if status.is_running else "  not running", style="none" if status.is_running else "dim"
        )
    return title


def _now(figures: Figures, status: Status, now_s: float, is_plain: bool) -> Table:
    steps = figures.is_stepping(now_s)
    cadence_spm = figures.cadence_spm() if steps else None
    shown = "---" if cadence_spm is None else f"{cadence_spm:.0f}"
    big = Text("\n".join(glyphs.big(shown, is_plain)), style="bold cyan" if steps else "dim")

    def of(name: str, unit: str, places: int = 0) -> str:
        mean = figures.mean(name) if steps else None
        return words.figure(None if mean is None else mean / 1000, unit, places)

    grid = Table.grid(padding=(0, 3))
    grid.add_column(min_width=16)
    for _ in range(3):
        grid.add_column(min_width=11)
    facts = (
        (("bounce", of("bounce_um", "mm")), ("contact", of("contact_us", "ms")), ("flight", of("flight_us", "ms"))),
        (("peak", of("peak_mg", "g", 1)), ("steps", str(status.steps)), ("cues", str(status.cues))),
    )
    columns = [Text("\n").join([_fact(*above), _fact(*below)]) for above, below in zip(*facts, strict=True)]
    grid.add_row(big, *columns)
    grid.add_row(Text("steps/min", style="dim"))
    return grid


def _fact(label: str, value: str) -> Text:
    return Text(f"{label:8}", style="dim").append(value, style="bold not dim")


def _balances(status: Status) -> Table:
    grid = _pairs()
    for label, share in (
        ("contact", status.contact_share),
        ("step time", status.step_time_share),
        ("bounce", status.bounce_share),
    ):
        grid.add_row(f"{label}", _share(share))
    return grid


def _share(share: Share | None) -> Text:
    if share is None or not share.pairs:
        return Text("left/right: no pairs of steps yet", style="dim")
    if share.half_width_pct is None:
        return Text(f"{share.text()} ({share.pairs} pairs)", style="dim")
    return Text(share.text(), style="bold").append(f"  ({share.pairs} pairs)", style="not bold dim")


def _trends(figures: Figures, bins: int, console: Console) -> Table:
    grid = _pairs()
    grid.add_column(justify="right", min_width=RANGE_COLUMNS)
    is_plain = console.options.ascii_only
    step_us = figures.trend("step_us", bins)
    cadence = [None if value is None else -value for value in step_us]
    known = [60e6 / value for value in step_us if value]
    grid.add_row("cadence", glyphs.curve(cadence, CADENCE_SPAN_US, is_plain), _span(known, "/min"))
    bounce = figures.trend("bounce_um", bins)
    known = [value / 1000 for value in bounce if value is not None]
    grid.add_row("bounce", glyphs.curve(bounce, BOUNCE_SPAN_UM, is_plain), _span(known, "mm"))
    grid.add_row("", Text("the last minute", style="dim"))
    return grid


def _span(values: list[float], unit: str) -> Text:
    return Text(f"{min(values):.0f} to {max(values):.0f} {unit}" if values else "", style="dim")


def _rest(figures: Figures, status: Status, recorded: str) -> Table:
    grid = _pairs()
    grid.add_row("last cue", Text(words.cue(status), style="bold" if status.last_cue else "dim"))
    happened = "   ".join(words.event(event) for event in reversed(figures.events)) or words.NOTHING
    grid.add_row("happened", Text(happened, no_wrap=True, overflow="ellipsis"))
    is_low = status.battery_pct is not None and status.battery_pct <= LOW_PCT
    grid.add_row("battery", Text(words.battery(status), style="bold red" if is_low else "none"))
    kept = "raw samples kept" if status.keeps_raw else "raw samples not kept"
    if status.is_recording:
        grid.add_row("session", Text(f"{one_line(status.session_name or 'not logged')}, {kept}"))
    if status.faults:
        faults = ", ".join(map(one_line, status.faults))
        grid.add_row("faults", Text(faults, style="bold dark_orange", no_wrap=True, overflow="ellipsis"))
    if recorded:
        grid.add_row("recorded", Text(recorded, no_wrap=True, overflow="ellipsis"))
    return grid


def _pairs() -> Table:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", min_width=LABEL_COLUMNS - 2)
    grid.add_column()
    return grid
