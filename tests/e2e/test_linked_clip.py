"""A clip with the firmware as it is flashed, linked and under other names: what the doctor calls there is there."""

from pathlib import Path

import pytest

from clip_at_cable import switched_on
from recoil.device.doctor.examination import examine
from recoil.device.doctor.finding import Outcome
from recoil.device.doctor.haptics import Feel
from recoil.firmware.compiled import firmware_files
from recoil.simulation.clip.engine import missing


@pytest.mark.skipif(bool(missing()), reason=missing() or "MicroPython is here")
def test_the_doctor_looks_at_a_linked_clip(tmp_path: Path) -> None:
    with switched_on(tmp_path / "clip", firmware_files(compiled=True)) as cable:
        found = {one.name: one for one in examine(cable.port, Feel(why_not="nobody is there"))}
    for name in ("firmware", "settings", "sensor", "motor", "gauge"):
        assert found[name].outcome == Outcome.OK, found[name].seen
