"""The LSM6DSOX driver on the chip's model: what it must do is in `lsm6dsox_scenarios.py`."""

from collections.abc import Callable
from pathlib import Path

import pytest

import lsm6dsox_scenarios
from chip_runner import run_on_micropython, run_on_micropython32, scenarios


@pytest.mark.parametrize("check", scenarios(lsm6dsox_scenarios), ids=lambda check: check.__name__[6:])
def test_driver(check: Callable[[], None]) -> None:
    check()


def test_driver_on_micropython(tmp_path: Path) -> None:
    run_on_micropython(tmp_path, lsm6dsox_scenarios)


def test_driver_allocates_nothing_on_32_bits(tmp_path: Path) -> None:
    run_on_micropython32(tmp_path, lsm6dsox_scenarios, "check_draining_allocates_nothing")
