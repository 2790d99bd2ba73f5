"""The app runs for hours of made-up time here."""

import pytest

from quick_kernels import use_quick_kernels


@pytest.fixture(autouse=True)
def quick_kernels(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have it call compiled kernels in this process: a third of what the tests take is saved."""
    use_quick_kernels(monkeypatch)
