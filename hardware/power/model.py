"""Average current by firmware and use, and hours from it.

Currents come from `consumers.toml`, the processor's load from `../load.toml`; both say where each number is from.
"""

import tomllib
from dataclasses import dataclass, replace
from itertools import pairwise
from math import ceil
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
FACTS: dict[str, Any] = tomllib.loads((FOLDER / "consumers.toml").read_text())
LOAD: dict[str, Any] = tomllib.loads((FOLDER.parent / "load.toml").read_text())
AIM_H = 18.0
AIM_READY_H = 96.0
CLOCKS_MHZ = (125.0, 62.5, 48.0)
_FLASH_MHZ = 31.25


@dataclass(frozen=True)
class Firmware:
    """How the processor spends its time: whose `load`, at what clock, and how it sleeps (a key of `pico.usb_ma`)."""

    name: str
    load: str
    mhz: float
    sleep: str = "sleep"
    driver_standby: bool = False
    lamps_cut: bool = False
    flash: str = "one_bit"


@dataclass(frozen=True)
class Use:
    """What the clip does: its `state` in the load, and the share of time that light, motor and flash work."""

    name: str
    state: str
    light_duty: float
    motor_duty: float = 0.0
    flash_duty: float = 0.0
    more_mcycles: float = 0.0


_RECORDING = FACTS["light"]["recording_duty"]
_FLUSH = FACTS["flash"]["flush_ms"] / 10_000
TODAY = Firmware("today", LOAD["firmware"]["load"], LOAD["firmware"]["mhz"], LOAD["firmware"]["sleep"])
GATED = replace(TODAY, name="clocks gated in sleep", sleep="sleep_gated")
LEAN = replace(GATED, name="and driver in standby, lamps cut", driver_standby=True, lamps_cut=True)
READY = Use("ready, moved about", "ready", FACTS["light"]["ready_duty"])
ASLEEP = Use("ready, asleep", "asleep", FACTS["light"]["ready_duty"])
RUN = Use("recording, a cue every 30 s", "recording", _RECORDING, motor_duty=0.24 / 30, flash_duty=_FLUSH)
USES = (
    READY,
    Use("recording, no cues", "recording", _RECORDING, flash_duty=_FLUSH),
    RUN,
    Use("recording, metronome 20 s in 5 min", "recording", _RECORDING, motor_duty=170 / 60 * 0.12 * 20 / 300,
        flash_duty=_FLUSH),
    Use("recording, raw samples kept", "recording", _RECORDING, flash_duty=FACTS["flash"]["raw_ms_per_s"] / 1000,
        more_mcycles=FACTS["flash"]["raw_mcycles"]),
)  # fmt: skip


@dataclass(frozen=True)
class Bounds:
    """Which of the uncertain numbers to take: -1 the favourable end, 0 the expected, 1 the other."""

    efficiency: int = 0
    busy: int = 0
    parts: int = 0
    motor: int = 0
    capacity: float = 1.0


def rail_ma(usb_ma: float, bounds: Bounds) -> float:
    """A Pico's USB current as current at 3.3 V."""
    pico = FACTS["pico"]
    efficiency = pico[("efficiency_low", "efficiency", "efficiency_high")[bounds.efficiency + 1]]
    return usb_ma * pico["usb_v"] * efficiency / pico["rail_v"]


def usb_ma(mhz: float, doing: str) -> float:
    """A Pico's USB current at any clock: on the line between the two nearest that were measured."""
    points = sorted((float(clock), currents[doing]) for clock, currents in FACTS["pico"]["usb_ma"].items())
    for (low, below), (high, above) in pairwise(points):
        if low <= mhz <= high:
            return below + (above - below) * (mhz - low) / (high - low)
    raise ValueError(f"no current is known at {mhz} MHz")


def miss_cycles(mhz: float, flash: str) -> int:
    """What a cache miss costs at a clock: the flash's own clock is it over the divider."""
    divider = ceil(mhz / _FLASH_MHZ)
    return LOAD["flash"][flash]["cycles"][str(divider + divider % 2)]


def wanted_share(firmware: Firmware, use: Use, bounds: Bounds = Bounds()) -> float:
    """Of the time, how much the processor would have to work; over 1 it cannot keep up."""
    factor = (LOAD["low"], 1.0, LOAD["high"])[bounds.busy + 1]
    if use.state == "asleep":
        naps = LOAD["naps"]
        cycles = naps["work_mcycles"] + naps["misses"] * miss_cycles(firmware.mhz, firmware.flash) / 1e6
        busy_ms = naps["waking_ms"] + 1000 * cycles * factor / firmware.mhz
        return busy_ms / (naps["ms"] + busy_ms)
    about = LOAD["loads"][firmware.load]
    load, more = about[use.state], 0.0 if about.get("has_raw") else use.more_mcycles
    cycles = load["work_mcycles"] + more + load["misses"] * miss_cycles(firmware.mhz, firmware.flash) / 1e6
    return load["bus_ms"] / 1000 + cycles * factor / firmware.mhz


def processor_ma(firmware: Firmware, use: Use, bounds: Bounds) -> float:
    """RP2040 with its flash."""
    busy = min(wanted_share(firmware, use, bounds), 1.0)
    sleep = "lightsleep" if use.state == "asleep" else firmware.sleep
    return rail_ma(busy * usb_ma(firmware.mhz, "busy") + (1 - busy) * usb_ma(firmware.mhz, sleep), bounds)


def shares_ma(firmware: Firmware, use: Use, bounds: Bounds = Bounds()) -> dict[str, float]:
    """Average current by consumer."""
    found = {"processor": processor_ma(firmware, use, bounds)}
    for part in FACTS["parts"]:
        ma = part[("low", "ma", "high")[bounds.parts + 1]]
        if firmware.driver_standby:
            ma = part.get("standby_ma", ma)
        if firmware.lamps_cut:
            ma = part.get("cut_ma", ma)
        if use.state == "asleep":
            ma = part.get("asleep_ma", ma)
        found[part["name"]] = ma
    light, motor = FACTS["light"], FACTS["motor"]
    found["light"] = light["full_ma"] * light["brightness"] * use.light_duty
    found["motor"] = motor[("low_ma", "pulse_ma", "high_ma")[bounds.motor + 1]] * use.motor_duty
    found["flash, writing"] = FACTS["flash"]["write_ma"] * use.flash_duty
    return found


def hours(firmware: Firmware, use: Use, bounds: Bounds = Bounds()) -> float:
    """From full to the battery's last cue."""
    battery = FACTS["battery"]
    usable_mah = battery["capacity_mah"] * battery["usable"] * bounds.capacity
    return usable_mah / sum(shares_ma(firmware, use, bounds).values())


def sensitivity(firmware: Firmware, use: Use) -> list[tuple[str, float, float]]:
    """What each uncertainty alone does to the hours: (what, at its bad end, at its good end)."""
    one = Bounds()
    ends = {
        "the Pico's regulator (0.78 to 0.92)": (replace(one, efficiency=1), replace(one, efficiency=-1)),
        f"the load on silicon (x {LOAD['low']:g} to x {LOAD['high']:g})": (replace(one, busy=1), replace(one, busy=-1)),
        "what the other parts draw": (replace(one, parts=1), replace(one, parts=-1)),
        "the motor's current": (replace(one, motor=1), replace(one, motor=-1)),
        "a battery of 80 % of its capacity (aged, cold)": (replace(one, capacity=0.8), one),
    }
    return [(what, hours(firmware, use, bad), hours(firmware, use, good)) for what, (bad, good) in ends.items()]


def worst_h(firmware: Firmware, use: Use) -> float:
    """Everything uncertain at its bad end, but for the battery."""
    return hours(firmware, use, Bounds(efficiency=1, busy=1, parts=1, motor=1))
