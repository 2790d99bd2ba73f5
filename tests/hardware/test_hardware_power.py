"""The power model: its numbers have sources, its sums are sums, and it says what it says."""

import re
from typing import Any

import pytest

from hardware_folder import ROOT, load

model, report = load("hardware.power.model"), load("hardware.power.report")
RUN = model.RUN


def test_every_number_has_a_source_and_bounds() -> None:
    for part in model.FACTS["parts"]:
        assert part["source"]
        assert part["low"] <= part["ma"] <= part["high"]
    for name in ("pico", "loop", "light", "motor", "flash", "battery"):
        assert model.FACTS[name]["source"]
    for about in [*model.LOAD["loads"].values(), *model.LOAD["flash"].values()]:
        assert about["source"]


def test_currents_that_data_sheets_give() -> None:
    """Literals: DRV2605L (SLOS854D, 6.5), LSM6DSOX (DS12814, table 4), MAX17048 (19-6171), AP2112K, RT9080."""
    parts = {part["name"]: part for part in model.FACTS["parts"]}
    assert (parts["DRV2605L"]["ma"], parts["DRV2605L"]["high"], parts["DRV2605L"]["standby_ma"]) == (0.5, 0.65, 0.0041)
    assert parts["LSM6DSOX"]["ma"] == 0.55
    assert parts["MAX17048"]["ma"] == 0.023
    assert parts["sensor board's own regulator"]["ma"] == 0.055
    assert parts["Feather: regulator and charger"]["ma"] < 0.01


def test_currents_of_the_processor_as_measured_by_others() -> None:
    """RP2-PowerControl, POWER_MEASUREMENTS.md: a Pico's USB current at 125, 64 and 18 MHz."""
    assert [model.usb_ma(mhz, "busy") for mhz in (125, 64, 18)] == [21.24, 14.45, 7.83]
    assert [model.usb_ma(mhz, "sleep_gated") for mhz in (125, 64, 18)] == [8.70, 7.43, 5.72]
    assert model.usb_ma(41, "busy") == pytest.approx(11.14)
    with pytest.raises(ValueError, match="no current is known at 133 MHz"):
        model.usb_ma(133, "busy")


def test_the_old_firmwares_load() -> None:
    """54.9 million cycles are 86 % of 64 MHz; with the flash's and the bus's waits it wants 191 %, measured as 193."""
    load_v01 = model.LOAD["loads"]["v01"]["recording"]
    assert load_v01["work_mcycles"] / 64 == pytest.approx(0.86, abs=0.005)
    assert model.wanted_share(model.Firmware("", "v01", 64), RUN) == pytest.approx(1.93, abs=0.03)
    assert model.wanted_share(model.Firmware("", "v01", 64, flash="quad"), RUN) == pytest.approx(1.12, abs=0.03)
    assert model.wanted_share(model.Firmware("", "v01", 125), RUN) == pytest.approx(1.02, abs=0.03)


@pytest.mark.parametrize(
    ("mhz", "flash", "share"),
    [(62.5, "one_bit", 0.354), (62.5, "quad", 0.269), (125.0, "one_bit", 0.2815), (125.0, "quad", 0.169)],
)
def test_the_load_is_that_of_the_emulated_boards(mhz: float, flash: str, share: float) -> None:
    """Literals: what `recoil bench target` measured at 62.5 MHz with raw samples kept, and computes for 125."""
    today = model.Firmware("", "v02", mhz, flash=flash)
    assert model.wanted_share(today, RUN) == pytest.approx(share, abs=0.0006)


def test_what_the_rewrite_aimed_at_is_reached() -> None:
    """12 million cycles with all features; half of the processor while running, 10 % in ready, at the clock chosen."""
    assert model.LOAD["loads"]["v02"]["recording"]["work_mcycles"] <= 12.0
    assert model.wanted_share(model.TODAY, RUN) <= 0.50
    assert model.wanted_share(model.Firmware("", "v02", 125), RUN) <= 0.285
    assert model.wanted_share(model.TODAY, model.READY) <= 0.10


def test_raw_samples_that_were_kept_while_it_was_measured_are_not_counted_twice() -> None:
    raw = next(use for use in model.USES if use.more_mcycles)
    assert model.wanted_share(model.TODAY, raw) == model.wanted_share(model.TODAY, RUN)
    old = model.Firmware("", "v01", 125)
    more = model.FACTS["flash"]["raw_mcycles"] / 125
    assert model.wanted_share(old, raw) == pytest.approx(model.wanted_share(old, RUN) + more)


@pytest.mark.parametrize(("mhz", "cycles"), [(48, 130), (62.5, 130), (64, 260), (125, 260)])
def test_the_flash_divider_halves_a_miss_up_to_62_5_mhz(mhz: float, cycles: int) -> None:
    assert model.miss_cycles(mhz, "one_bit") == cycles


def test_hours_are_charge_over_current() -> None:
    total = sum(model.shares_ma(model.TODAY, RUN).values())
    assert model.hours(model.TODAY, RUN) == pytest.approx(400 * 0.9 / total)
    assert 15 < total < 28


def test_the_loop_is_the_firmwares() -> None:
    source = (ROOT / "firmware" / "recoil_clip" / "app" / "app.py").read_text()
    assert f"POLL_MS = const({model.FACTS['loop']['poll_ms']})" in source
    assert f"_LONG_NAP_MS = const({model.LOAD['naps']['ms']})" in source
    settings = (ROOT / "firmware" / "recoil_clip" / "settings" / "schema.py").read_text()
    assert f'whole("low_battery_pct", {100 - round(100 * model.FACTS["battery"]["usable"])},' in settings
    assert f'whole("led_brightness_pct", {round(100 * model.FACTS["light"]["brightness"])},' in settings


def test_the_clock_is_the_firmwares() -> None:
    boards = (ROOT / "firmware" / "recoil_clip" / "app" / "boards").glob("rp2*.py")
    clocks = {
        int(hz.replace("_", "")) for path in boards for hz in re.findall(r"_CLOCK_HZ = (\d[\d_]*)", path.read_text())
    }
    assert round(model.TODAY.mhz * 1e6) in clocks, "load.toml says another clock than the board files"


@pytest.mark.parametrize("use", model.USES, ids=lambda use: use.name)
def test_each_step_saves(use: Any) -> None:
    steps = (model.Firmware("", "v01", 125), model.GATED, model.LEAN)
    hours = [model.hours(firmware, use) for firmware in steps]
    assert hours == sorted(hours)


def test_gating_saves_nothing_while_nothing_sleeps() -> None:
    plain, gated = (model.Firmware("", "v01", 64, sleep) for sleep in ("sleep", "sleep_gated"))
    assert model.hours(plain, RUN) == model.hours(gated, RUN)


def test_what_is_claimed() -> None:
    """18 h of running and 4 days in ready, lying still; what the pages say in words is what the model says."""
    assert model.hours(model.TODAY, RUN) >= 18
    assert model.hours(model.TODAY, model.ASLEEP) >= 96
    assert model.hours(model.TODAY, model.READY) < 24, "worn it does not sleep"
    assert model.hours(model.Firmware("", "v01", 64), model.READY) < 24
    said = f"{model.hours(model.TODAY, RUN):.0f} h of running a charge"
    assert all(said in (ROOT / "docs" / page).read_text(encoding="utf-8") for page in ("hardware.md", "runner.md"))
    ready = f"A clip that lies still sleeps: {model.hours(model.TODAY, model.ASLEEP) / 24:.1f} days by a model"
    assert ready in (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_page_says_what_is_measured() -> None:
    page = report.page()
    assert "measured: firmware 0.1" in page
    assert "which the firmware does not do yet" in page
    assert "{" not in page


def test_bounds_are_ends() -> None:
    for what, bad, good in model.sensitivity(model.GATED, RUN):
        assert bad < good, what
        assert bad <= model.hours(model.GATED, RUN) + 1e-9 <= good + 1e-6, what
