"""`power.md`: the page's text is in `page.md`, the numbers are the model's."""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from .model import (
    AIM_H,
    AIM_READY_H,
    ASLEEP,
    CLOCKS_MHZ,
    FACTS,
    GATED,
    LEAN,
    LOAD,
    READY,
    RUN,
    TODAY,
    USES,
    Bounds,
    Firmware,
    Use,
    hours,
    rail_ma,
    sensitivity,
    shares_ma,
    usb_ma,
    wanted_share,
    worst_h,
)


def page() -> str:
    """Return the whole page."""
    load = LOAD["loads"][TODAY.load]
    wanted = wanted_share(TODAY, RUN)
    quad, fast = replace(TODAY, flash="quad"), replace(TODAY, mhz=125.0)
    return (Path(__file__).parent / "page.md").read_text(encoding="utf-8").format(
        capacity=FACTS["battery"]["capacity_mah"],
        usable=f"{FACTS['battery']['usable']:.0%}",
        aim=f"{AIM_H:.0f}",
        aim_ready=f"{AIM_READY_H / 24:.0f}",
        run=RUN.name,
        load=load["name"],
        mhz=f"{TODAY.mhz:g}",
        wanted=f"{wanted:.0%}",
        wanted_quad=f"{wanted_share(quad, RUN):.0%}",
        wanted_fast=f"{wanted_share(fast, RUN):.0%}",
        wanted_fast_quad=f"{wanted_share(replace(fast, flash='quad'), RUN):.0%}",
        today_quad=f"{hours(quad, RUN):.1f}",
        today_fast=f"{hours(fast, RUN):.1f}",
        asleep_busy=f"{wanted_share(TODAY, ASLEEP):.0%}",
        work=f"{load['recording']['work_mcycles'] / TODAY.mhz:.0%}",
        keeps_up="" if wanted <= 1 else ": it cannot keep up, and loses samples",
        today=f"{hours(TODAY, RUN):.1f}",
        today_worst=f"{worst_h(TODAY, RUN):.1f}",
        ready=f"{hours(TODAY, READY):.0f}",
        better=f"{hours(GATED, RUN):.1f}",
        better_worst=f"{worst_h(GATED, RUN):.1f}",
        lean=f"{hours(LEAN, RUN):.1f}",
        asleep=f"{hours(TODAY, ASLEEP) / 24:.1f}",
        asleep_worst=f"{worst_h(TODAY, ASLEEP) / 24:.1f}",
        asleep_ma=f"{sum(shares_ma(TODAY, ASLEEP).values()):.1f}",
        looks_ma=f"{shares_ma(TODAY, ASLEEP)['processor'] - rail_ma(usb_ma(TODAY.mhz, 'lightsleep'), Bounds()):.1f}",
        hours=_hours(),
        shares=_shares(),
        sensitivity=_sensitivity(),
        cells=_cells(),
        sources=_sources(),
    )  # fmt: skip


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    titles = list(head)
    return "\n".join(f"| {' | '.join(row)} |" for row in [titles, ["---"] * len(titles), *rows])


def _clocks(load: str) -> list[Firmware]:
    """One load at every clock, plain and with the clocks gated while it sleeps."""
    name = LOAD["loads"][load]["name"]
    return [Firmware(name, load, mhz, sleep) for mhz in CLOCKS_MHZ for sleep in ("sleep", "sleep_gated")]


def _hours() -> str:
    """A table for each load: hours by clock; in brackets those of a firmware that could not keep up."""
    parts = []
    for load, about in LOAD["loads"].items():
        firmwares = _clocks(load)
        head = ["", *(f"{one.mhz:g} MHz{', gated' if one.sleep != 'sleep' else ''}" for one in firmwares)]
        rows = [[use.name, *(_said(one, use) for one in firmwares)] for use in USES]
        worst = (f"{worst_h(one, RUN):.1f}" for one in firmwares)
        rows.append([f"*{RUN.name}, all uncertain numbers at their bad ends*", *worst])
        rows.append(["*busy, recording*", *(f"{wanted_share(one, RUN):.0%}" for one in firmwares)])
        parts += [f"**{about['name'].capitalize()}** (measured: {about['source']}).", "", _table(head, rows), ""]
    return "\n".join(parts).rstrip()


def _said(firmware: Firmware, use: Use) -> str:
    text = f"{hours(firmware, use):.1f}"
    return text if wanted_share(firmware, use) <= 1 else f"({text})"


def _shares() -> str:
    columns = {
        f"{LOAD['loads'][TODAY.load]['name']}, {TODAY.mhz:g} MHz": shares_ma(TODAY, RUN),
        GATED.name: shares_ma(GATED, RUN),
        LEAN.name: shares_ma(LEAN, RUN),
        "ready, asleep": shares_ma(TODAY, ASLEEP),
    }
    names = next(iter(columns.values()))
    rows = [[name, *(f"{column[name]:.2f}" for column in columns.values())] for name in names]
    sums = ["**sum**", *(f"**{sum(column.values()):.1f}**" for column in columns.values())]
    return _table(["", *columns], [*rows, sums])


def _sensitivity() -> str:
    pairs = zip(sensitivity(TODAY, RUN), sensitivity(GATED, RUN), strict=True)
    rows = [[one[0], f"{one[1]:.1f}, {one[2]:.1f}", f"{two[1]:.1f}, {two[2]:.1f}"] for one, two in pairs]
    return _table(["", "today: bad end, good end", f"{GATED.name}: bad end, good end"], rows)


def _cells() -> str:
    rows = []
    for mah in (350, 400, 500, 1200):
        bounds = Bounds(capacity=mah / FACTS["battery"]["capacity_mah"])
        rows.append([f"{mah} mAh", *(f"{hours(firmware, RUN, bounds):.0f}" for firmware in (TODAY, GATED, LEAN))])
    return _table([RUN.name, "today", GATED.name, LEAN.name], rows)


def _sources() -> str:
    pico, motor = FACTS["pico"], FACTS["motor"]
    rows = []
    for mhz, currents in pico["usb_ma"].items():
        said = ", ".join(f"{name.replace('_', ' ')} {ma}" for name, ma in currents.items())
        rows.append([f"RP2040 and flash at {mhz} MHz, as a Pico's USB current", said, "", pico["source"]])
    for part in FACTS["parts"]:
        rows.append([part["name"], str(part["ma"]), f"{part['low']} to {part['high']}", part["source"]])
    rows.append(["motor, turning", str(motor["pulse_ma"]), f"{motor['low_ma']} to {motor['high_ma']}", motor["source"]])
    for kind in ("light", "flash", "loop", "battery"):
        rows.append([kind, "", "", FACTS[kind]["source"]])
    for about in [*LOAD["loads"].values(), *LOAD["flash"].values(), LOAD["naps"]]:
        rows.append([f"load: {about.get('name') or about.get('boards', 'naps')}", "", "", about["source"]])
    return _table(["what", "mA", "believed between", "source"], rows)
