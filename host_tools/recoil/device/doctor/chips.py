"""The clip's chips, tried on the clip with its own drivers."""

import math
from collections.abc import Iterator
from typing import Any

from recoil.common.errors import one_line
from recoil.device.doctor import on_clip
from recoil.device.doctor.finding import Finding, checked, fail, ok, warn
from recoil.device.doctor.haptics import Feel
from recoil.device.repl import Link
from recoil.device.schema import either, flag, label, many, table, whole
from recoil.recording.reading import ACC_G_PER_COUNT, GYR_DPS_PER_COUNT

NAMES = ("sensor", "motor", "gauge")
CABLES = "Check the cable between the board and the chip: pull it out, push it in until it clicks."
WRONG = "Is it the breakout in the bill of materials (hardware/)?"
DEFECT = "If it stays so after a power cycle, the chip or its cable is broken."

STILL_G, STILL_DPS = 0.3, 40.0  # peak to peak: more is a clip that is being moved
NEAR_G, FAR_G = 0.07, 0.2  # off 1 g: data sheet +-20 mg and 1 %, and what no sound chip does
MOST_DPS = 5.0  # data sheet: +-1 typical
RATE_OFF = 0.02
LOWEST_MV, LOW_MV, HIGHEST_MV = 2900, 3400, 4400
FULL_PCT, EMPTY_PCT = 85, 15
FULL_LEAST_MV, EMPTY_MOST_MV = 3800, 3900

AXES = tuple(f"{kind}'s {axis} axis" for kind in ("accelerometer", "gyroscope") for axis in "xyz")
"""The chip's own, in the order of its samples."""
LEAST_NOISE = (2, 2, 2, 1, 1, 1)
"""Counts from lowest to highest in two seconds. Noise alone gives some 15 and 3: 110 ug, 3.8 mdps per root of Hz."""

_AXES = many(whole(-(1 << 31), 1 << 31), most=6, least=6)
_FAULT = {"error": label(60), "what": label(300)}
_SENSOR = either(
    table(_FAULT),
    table(
        {
            "period_ns": whole(1, 10**9),
            "count": whole(0, 10**6),
            "us": whole(1, 10**9),
            "sums": _AXES,
            "least": _AXES,
            "most": _AXES,
            "lost": whole(),
            "bad": whole(),
        }
    ),
)
_MOTOR = either(table({**_FAULT, "calibrated": flag}), table(_FAULT), table({"calibrated": flag}))
_GAUGE = either(table(_FAULT), table({"percent": whole(0, 1000), "millivolts": whole(0, 100_000)}, {"own": flag}))


def chips(link: Link, feel: Feel) -> Iterator[Finding]:
    """Return what became of trying every chip."""
    link.run(on_clip.PREPARE)
    yield from checked("sensor", lambda: sensor(link))
    yield from checked("motor", lambda: motor(link, feel))
    yield from checked("gauge", lambda: gauge(link))


def sensor(link: Link) -> Finding:
    """Have the motion sensor tell what it feels for two seconds, lying still."""
    told = link.ask(on_clip.SENSOR, _SENSOR, timeout_s=12)
    if "error" in told:
        return _broken("sensor", told)
    count = told["count"]
    spread = [most - least for most, least in zip(told["most"], told["least"], strict=True)]
    if not count or not any(spread):
        return fail("sensor", "LSM6DSOX: it gives the same sample again and again", DEFECT)
    dead = [name for name, one, least in zip(AXES, spread, LEAST_NOISE, strict=True) if one < least]
    if dead:
        axes = f"{' and '.join(dead)} {'gives' if len(dead) == 1 else 'give'}"
        return fail("sensor", f"LSM6DSOX: its {axes} nothing, not even noise: what rests on that is not told", DEFECT)
    mean = [total / count for total in told["sums"]]
    acc_g = math.hypot(*mean[:3]) * ACC_G_PER_COUNT
    gyr_dps = max(abs(value) for value in mean[3:]) * GYR_DPS_PER_COUNT
    rate_hz, true_hz = 1e6 * count / told["us"], 1e9 / told["period_ns"]
    seen = f"LSM6DSOX: {acc_g:.3f} g at rest, gyroscope {gyr_dps:.1f} degrees/s off, {true_hz:.1f} samples/s"
    if told["bad"] or told["lost"]:
        return warn("sensor", f"{seen}; {told['lost']} samples lost, {told['bad']} damaged", CABLES)
    if abs(rate_hz / true_hz - 1) > RATE_OFF + 2 / count:
        return warn("sensor", f"{seen}, but {rate_hz:.1f} a second came through", CABLES)
    if max(spread[:3]) * ACC_G_PER_COUNT > STILL_G or max(spread[3:]) * GYR_DPS_PER_COUNT > STILL_DPS:
        return warn("sensor", f"LSM6DSOX: it works, {true_hz:.1f} samples/s, but it moves", "Lay it down, try again.")
    if abs(acc_g - 1) > FAR_G:
        return fail("sensor", seen, "At rest it must feel 1 g.", DEFECT)
    if abs(acc_g - 1) > NEAR_G or gyr_dps > MOST_DPS:
        return warn("sensor", f"{seen}: more than its data sheet allows", DEFECT)
    return ok("sensor", seen)


def motor(link: Link, feel: Feel) -> Finding:
    """Have the motor's driver test its motor; then ask whether a pulse is felt."""
    told = link.ask(on_clip.MOTOR, _MOTOR, timeout_s=14)
    if "error" in told:
        if told["error"] == "MotorFault":
            return fail("motor", one_line(told["what"]), "Check the two wires of the motor at the DRV2605L breakout.")
        return _broken("motor", told)
    how = "calibrated" if told["calibrated"] else "not calibrated, works in open loop"
    seen = f"DRV2605L: its motor turns, {how}"
    if not feel.asks:
        return ok("motor", f"{seen}; not asked whether it is felt ({feel.why_not})")
    while True:
        link.run(on_clip.BUZZ, timeout_s=10)
        answer = feel.ask()
        if answer is not None:
            break
    if not answer:
        return fail(
            "motor",
            f"{seen}, but one long pulse was not felt",
            "Is the motor glued to the case, not hanging in the air? Is the clip against the skin or a finger?",
        )
    return ok("motor", f"{seen}; one long pulse was felt")


def gauge(link: Link) -> Finding:
    """Return what the gauge says of the battery."""
    told = link.ask(on_clip.GAUGE, _GAUGE)
    if "error" in told:
        return _broken("gauge", told)
    percent, millivolts = told["percent"], told["millivolts"]
    name = "by the cell's voltage" if told.get("own") else "MAX17048"
    seen = f"{name}: {percent} %, {millivolts / 1000:.2f} V"
    if not LOWEST_MV <= millivolts <= HIGHEST_MV:
        return fail("gauge", f"{seen}: no LiPo cell has that voltage", "Is the battery plugged in at the board?")
    contradicts = (percent > FULL_PCT and millivolts < FULL_LEAST_MV) or (
        percent < EMPTY_PCT and millivolts > EMPTY_MOST_MV
    )
    if contradicts:
        return warn("gauge", f"{seen}: the two do not fit", "Charge it fully once: the gauge learns from that.")
    if millivolts < LOW_MV:
        return warn("gauge", f"{seen}: nearly empty", "Charge it.")
    return ok("gauge", seen)


def _broken(name: str, told: dict[str, Any]) -> Finding:
    """Say what a driver's error means."""
    advice = {"ChipMissing": CABLES, "ChipWrong": WRONG}.get(told["error"], DEFECT)
    return fail(name, one_line(told["what"]).replace(", check its cable", ""), advice)
