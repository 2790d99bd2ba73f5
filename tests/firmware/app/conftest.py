"""The app runs for hours of made-up time here."""

import gc

import pytest

from quick_kernels import use_quick_kernels


@pytest.fixture(autouse=True)
def quick_kernels(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have it call compiled kernels in this process: a third of what the tests take is saved."""
    use_quick_kernels(monkeypatch)


@pytest.fixture(autouse=True)
def small_heap() -> None:
    """Have the collector, which the app calls as it would on a clip, leave alone what was there before the test."""
    gc.collect()
    gc.freeze()
