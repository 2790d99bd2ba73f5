"""The LSM6DSOX driver on the chip's model; `lsm6dsox_scenarios` and `lsm6dsox_fault_scenarios` say what it must do."""

from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

import lsm6dsox_fault_scenarios
import lsm6dsox_scenarios
from chip_runner import run_on_micropython, run_on_micropython32, scenarios

MODULES = (lsm6dsox_scenarios, lsm6dsox_fault_scenarios)
CHECKS = [check for module in MODULES for check in scenarios(module)]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__[6:])
def test_driver(check: Callable[[], None]) -> None:
    check()


@pytest.mark.parametrize("module", MODULES, ids=["works", "fails"])
def test_driver_on_micropython(tmp_path: Path, module: ModuleType) -> None:
    run_on_micropython(tmp_path, module)


def test_driver_allocates_nothing_on_32_bits(tmp_path: Path) -> None:
    run_on_micropython32(tmp_path, lsm6dsox_scenarios, "check_draining_allocates_nothing")
