"""Damaged watch files and recordings end in a result or in words; `tests/helpers/fuzz_inputs.py` tries many more."""

import os

import pytest

from fuzz_inputs import KINDS, ending

CASES = int(os.environ.get("RECOIL_FUZZ_INPUTS", "25"))


@pytest.mark.parametrize("kind", KINDS)
def test_damaged_inputs(kind: str) -> None:
    ends = {ending(kind, 7, number) for number in range(CASES)}
    assert ends <= {"merged", "read", "refused"}
