"""The MAX17048 driver on the chip's model: what it must do is in `max17048_scenarios.py`."""

from collections.abc import Callable
from pathlib import Path

import pytest

import max17048_scenarios
from chip_runner import run_on_micropython, run_on_micropython32, scenarios


@pytest.mark.parametrize("check", scenarios(max17048_scenarios), ids=lambda check: check.__name__[6:])
def test_driver(check: Callable[[], None]) -> None:
    check()


def test_driver_on_micropython(tmp_path: Path) -> None:
    run_on_micropython(tmp_path, max17048_scenarios)


def test_driver_allocates_nothing_on_32_bits(tmp_path: Path) -> None:
    run_on_micropython32(tmp_path, max17048_scenarios, "check_reading_allocates_nothing")
