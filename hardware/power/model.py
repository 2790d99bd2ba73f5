"""Average current by firmware and use, and hours from it. Every number comes from `consumers.toml`."""

import tomllib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

FACTS: dict[str, Any] = tomllib.loads((Path(__file__).parent / "consumers.toml").read_text())
AIM_H = 12.0


@dataclass(frozen=True)
class Firmware:
    """How the processor spends its time: `mhz`, and how it sleeps between polls (a key of `pico.usb_ma`)."""

    name: str
    mhz: int = 125
    sleep: str = "sleep"
    driver_standby: bool = False
    lamps_cut: bool = False


@dataclass(frozen=True)
class Use:
    """What the clip does: share of time that the light shines, the motor turns, the flash is written."""

    name: str
    light_duty: float
    motor_duty: float = 0.0
    flash_duty: float = 0.0
    more_busy: float = 0.0


_RECORDING = FACTS["light"]["recording_duty"]
_FLUSH = FACTS["flash"]["flush_ms"] / 10_000
TODAY = Firmware("today: 64 MHz, plain sleep", mhz=64)
USUAL = Firmware("MicroPython's usual 125 MHz, plain sleep")
GATED = Firmware("today + clocks gated in sleep", mhz=64, sleep="sleep_gated")
FIRMWARES = (
    USUAL,
    TODAY,
    GATED,
    Firmware("+ motor driver in standby, lamps cut", mhz=64, sleep="sleep_gated", driver_standby=True, lamps_cut=True),
    Firmware("lightsleep between polls, 125 MHz", sleep="lightsleep", driver_standby=True, lamps_cut=True),
)
USES = (
    Use("ready, waiting", FACTS["light"]["ready_duty"]),
    Use("recording, no cues", _RECORDING, flash_duty=_FLUSH),
    Use("recording, a cue every 30 s", _RECORDING, motor_duty=0.24 / 30, flash_duty=_FLUSH),
    Use("recording, metronome 20 s in 5 min", _RECORDING, motor_duty=170 / 60 * 0.12 * 20 / 300, flash_duty=_FLUSH),
    Use("recording, raw samples kept", _RECORDING, flash_duty=FACTS["flash"]["raw_ms_per_s"] / 1000,
        more_busy=FACTS["flash"]["raw_busy"]),
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


def busy_share(firmware: Firmware, bounds: Bounds) -> float:
    """Of the time, how much the processor does not sleep."""
    loop = FACTS["loop"]
    samples = loop["sample_hz"] * loop["poll_ms"] / 1000
    work_ms = (samples * loop["sample_ms"] + loop["rest_ms"]) * (loop["low"], 1.0, loop["high"])[bounds.busy + 1]
    return min((loop["bus_ms"] + work_ms * 125 / firmware.mhz) / loop["poll_ms"], 1.0)


def processor_ma(firmware: Firmware, use: Use, bounds: Bounds) -> float:
    """RP2040 with its flash."""
    usb = FACTS["pico"]["usb_ma"][str(firmware.mhz)]
    busy = min(busy_share(firmware, bounds) + use.more_busy * 125 / firmware.mhz, 1.0)
    return rail_ma(busy * usb["busy"] + (1 - busy) * usb[firmware.sleep], bounds)


def shares_ma(firmware: Firmware, use: Use, bounds: Bounds = Bounds()) -> dict[str, float]:
    """Average current by consumer."""
    found = {"processor": processor_ma(firmware, use, bounds)}
    for part in FACTS["parts"]:
        ma = part[("low", "ma", "high")[bounds.parts + 1]]
        if firmware.driver_standby:
            ma = part.get("standby_ma", ma)
        if firmware.lamps_cut:
            ma = part.get("cut_ma", ma)
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
        "work per poll (x 0.6 to x 2)": (replace(one, busy=1), replace(one, busy=-1)),
        "what the other parts draw": (replace(one, parts=1), replace(one, parts=-1)),
        "the motor's current": (replace(one, motor=1), replace(one, motor=-1)),
        "a battery of 80 % of its capacity (aged, cold)": (replace(one, capacity=0.8), one),
    }
    return [(what, hours(firmware, use, bad), hours(firmware, use, good)) for what, (bad, good) in ends.items()]


def worst_h(firmware: Firmware, use: Use) -> float:
    """Everything uncertain at its bad end, but for the battery."""
    return hours(firmware, use, Bounds(efficiency=1, busy=1, parts=1, motor=1))
