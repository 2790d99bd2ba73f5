"""The DRV2605L driver on the chip's model: what it must do is in `drv2605l_scenarios.py`."""

from collections.abc import Callable
from pathlib import Path

import pytest

import drv2605l_scenarios
from chip_runner import run_on_micropython, run_on_micropython32, scenarios


@pytest.mark.parametrize("check", scenarios(drv2605l_scenarios), ids=lambda check: check.__name__[6:])
def test_driver(check: Callable[[], None]) -> None:
    check()


def test_driver_on_micropython(tmp_path: Path) -> None:
    run_on_micropython(tmp_path, drv2605l_scenarios)


def test_driver_allocates_nothing_on_32_bits(tmp_path: Path) -> None:
    run_on_micropython32(tmp_path, drv2605l_scenarios, "check_playing_allocates_nothing")
