"""A full flash, on real littlefs: raw samples stop, then downloaded sessions go, then the log stops."""

from pathlib import Path

import pytest

from log_micropython import TESTS, run
from log_script import STEP_MS
from recoil.session import open_session
from recoil_clip.spec.events import FULL, FULL_LOG, FULL_RAW


@pytest.mark.parametrize(("raw_blocks", "log_blocks", "least_blocks"), [(10, 8, 4), (0, 0, 0)])
def test_what_goes_first(tmp_path: Path, raw_blocks: int, log_blocks: int, least_blocks: int) -> None:
    said = run(TESTS / "log_full.py", str(raw_blocks), str(log_blocks), str(least_blocks), str(tmp_path))
    numbers = {key: int(value) for key, value in (line.split() for line in said.splitlines())}
    assert 0 < numbers["raw_until_ms"] < numbers["full_from_ms"] < 500_000
    session = open_session(tmp_path)
    full = session.events[session.events["kind"] == FULL]
    assert full["value"][0] == FULL_RAW
    assert len(session.steps) > numbers["full_from_ms"] // STEP_MS - 10_000 // STEP_MS
    assert len(session.raw) * 5 > numbers["raw_until_ms"] - 10_000
    assert numbers["steps"] == 500_000 // STEP_MS
    if least_blocks:
        assert full["value"].tolist() == [FULL_RAW, FULL_LOG]
        seconds = numbers["full_from_ms"] // 1000
        assert session.missing == (f"the flash was full at {seconds} s: what followed was not recorded",)
