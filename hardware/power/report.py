"""`power.md`: the page's text is in `page.md`, the numbers are the model's."""

from collections.abc import Iterable
from pathlib import Path

from .model import (
    AIM_H,
    FACTS,
    FIRMWARES,
    GATED,
    TODAY,
    USES,
    USUAL,
    Bounds,
    busy_share,
    hours,
    sensitivity,
    shares_ma,
    worst_h,
)

_RUN = USES[2]
_NAMES = [firmware.name for firmware in FIRMWARES]


def page() -> str:
    """Return the whole page."""
    usual, today, gated, lean, light = [f"{hours(firmware, _RUN):.1f}" for firmware in FIRMWARES]
    met = hours(TODAY, _RUN) >= AIM_H
    return (Path(__file__).parent / "page.md").read_text(encoding="utf-8").format(
        capacity=FACTS["battery"]["capacity_mah"],
        usable=f"{FACTS['battery']['usable']:.0%}",
        aim=f"{AIM_H:.0f}",
        run=_RUN.name,
        today=today,
        usual=usual,
        today_worst=f"{worst_h(TODAY, _RUN):.1f}",
        verdict=f"The aim is {'met on paper' if met else 'missed'}.",
        gated=gated,
        lean=lean,
        light=light,
        ready=f"{hours(TODAY, USES[0]):.0f}",
        busy=f"{busy_share(USUAL, Bounds()):.0%}",
        busy_slow=f"{busy_share(TODAY, Bounds()):.0%}",
        hours=_hours(),
        shares=_shares(),
        sensitivity=_sensitivity(),
        cells=_cells(),
        sources=_sources(),
    )  # fmt: skip


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    titles = list(head)
    return "\n".join(f"| {' | '.join(row)} |" for row in [titles, ["---"] * len(titles), *rows])


def _hours() -> str:
    rows = [[use.name, *(f"{hours(firmware, use):.1f}" for firmware in FIRMWARES)] for use in USES]
    worst = [f"{worst_h(firmware, _RUN):.1f}" for firmware in FIRMWARES]
    return _table(["", *_NAMES], [*rows, [f"*{_RUN.name}, all uncertain numbers at their bad ends*", *worst]])


def _shares() -> str:
    columns = [shares_ma(firmware, _RUN) for firmware in FIRMWARES]
    rows = [[name, *(f"{column[name]:.2f}" for column in columns)] for name in columns[0]]
    return _table(["", *_NAMES], [*rows, ["**sum**", *(f"**{sum(column.values()):.1f}**" for column in columns)]])


def _sensitivity() -> str:
    pairs = zip(sensitivity(TODAY, _RUN), sensitivity(GATED, _RUN), strict=True)
    rows = [[one[0], f"{one[1]:.1f}, {one[2]:.1f}", f"{two[1]:.1f}, {two[2]:.1f}"] for one, two in pairs]
    return _table(["", "today: bad end, good end", "gated: bad end, good end"], rows)


def _cells() -> str:
    rows = []
    for mah in (350, 400, 500, 1200):
        bounds = Bounds(capacity=mah / FACTS["battery"]["capacity_mah"])
        rows.append([f"{mah} mAh", *(f"{hours(firmware, _RUN, bounds):.0f}" for firmware in FIRMWARES)])
    return _table([_RUN.name, *_NAMES], rows)


def _sources() -> str:
    pico, motor = FACTS["pico"], FACTS["motor"]
    rows = []
    for mhz, currents in pico["usb_ma"].items():
        said = ", ".join(f"{name.replace('_', ' ')} {ma}" for name, ma in currents.items())
        rows.append([f"RP2040 and flash at {mhz} MHz, as a Pico's USB current", said, "", pico["source"]])
    for part in FACTS["parts"]:
        rows.append([part["name"], str(part["ma"]), f"{part['low']} to {part['high']}", part["source"]])
    rows.append(["motor, turning", str(motor["pulse_ma"]), f"{motor['low_ma']} to {motor['high_ma']}", motor["source"]])
    for name in ("light", "flash", "loop"):
        rows.append([name, "", "", FACTS[name]["source"]])
    return _table(["what", "mA", "believed between", "source"], rows)
