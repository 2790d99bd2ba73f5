"""The power model: its numbers have sources, its sums are sums, and it says what it says."""

from typing import Any

import pytest

from hardware_folder import ROOT, load

model = load("hardware.power.model")
RUN = model.USES[2]


def test_every_number_has_a_source_and_bounds() -> None:
    for part in model.FACTS["parts"]:
        assert part["source"]
        assert part["low"] <= part["ma"] <= part["high"]
    for name in ("pico", "loop", "light", "motor", "flash", "battery"):
        assert model.FACTS[name]["source"]


def test_hours_are_charge_over_current() -> None:
    total = sum(model.shares_ma(model.TODAY, RUN).values())
    assert model.hours(model.TODAY, RUN) == pytest.approx(400 * 0.9 / total)
    assert 15 < total < 28


def test_the_loop_is_the_firmwares() -> None:
    source = (ROOT / "firmware" / "recoil_clip" / "app" / "pace.py").read_text()
    assert f"POLL_MS = const({model.FACTS['loop']['poll_ms']})" in source
    settings = (ROOT / "firmware" / "recoil_clip" / "settings" / "schema.py").read_text()
    assert f'whole("low_battery_pct", {100 - round(100 * model.FACTS["battery"]["usable"])},' in settings
    assert f'whole("led_brightness_pct", {round(100 * model.FACTS["light"]["brightness"])},' in settings


@pytest.mark.parametrize("use", model.USES, ids=lambda use: use.name)
def test_each_step_saves(use: Any) -> None:
    hours = [model.hours(firmware, use) for firmware in model.FIRMWARES]
    assert hours == sorted(hours)


def test_the_firmware_reaches_the_aim_at_the_bad_ends_too() -> None:
    assert model.worst_h(model.USUAL, RUN) < model.AIM_H < model.worst_h(model.TODAY, RUN)
    board = (ROOT / "firmware" / "recoil_clip" / "app" / "boards" / "rp2040.py").read_text()
    assert f"_CLOCK_HZ = {model.TODAY.mhz}000000" in board


def test_slower_is_busier() -> None:
    one = model.Bounds()
    assert model.busy_share(model.USUAL, one) < model.busy_share(model.TODAY, one) < 0.6


def test_bounds_are_ends() -> None:
    for what, bad, good in model.sensitivity(model.TODAY, RUN):
        assert bad < good, what
        assert bad <= model.hours(model.TODAY, RUN) + 1e-9 <= good + 1e-6, what
