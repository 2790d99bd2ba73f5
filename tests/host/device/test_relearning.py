"""Own values that another revision of the gait core measured: `flash` and `download` say that they are learnt anew."""

import json
from pathlib import Path

import pytest

from app_play import TAUGHT
from clip_at_cable import random_sessions, recoil, switched_on
from recoil.device.runners import Runner, relearning
from recoil.simulation.clip.engine import missing
from recoil_clip.gait.gait import GAIT_REVISION

NOBODY, ANN, BEA = Runner(0, None), Runner(1, "ann"), Runner(2, "bea")
OLD = {**TAUGHT, "revision": GAIT_REVISION - 1}
NEW = {**TAUGHT, "revision": GAIT_REVISION}


def said(*found: tuple[Runner, object]) -> str:
    return relearning((runner, json.dumps(plain).encode()) for runner, plain in found)


def test_whose_are_learnt_anew() -> None:
    assert said() == said((ANN, {}), (BEA, NEW)) == ""
    assert said((ANN, OLD), (BEA, NEW)) == (
        f"own values are learnt anew, for the gait core measures differently now (revision {GAIT_REVISION}): ann; "
        "no cues until the next runs have taught them"
    )
    unknown = {name: value for name, value in TAUGHT.items() if name != "revision"}
    assert "who has no id, bea;" in said((NOBODY, unknown), (ANN, NEW), (BEA, OLD))


def test_it_is_said_until_they_are_known() -> None:
    relearning_now = {**NEW, "relearnt": GAIT_REVISION - 1}
    assert ": ann;" in said((ANN, {**relearning_now, "runs": []}))
    assert ": ann;" in said((ANN, {**relearning_now, "runs": TAUGHT["runs"][:1]}))
    assert said((ANN, relearning_now)) == ""
    assert relearning([(ANN, b"{"), (BEA, b"[" * 5000)]) == ""


@pytest.mark.skipif(bool(missing()), reason=missing() or "MicroPython is here")
def test_flash_and_download_say_so(tmp_path: Path) -> None:
    files = {**random_sessions(3, {"00001": [64]}), "/settings.json": "{}", "/coach.json": json.dumps(OLD)}
    with switched_on(tmp_path / "clip", files) as cable:
        done = recoil("download", "--port", cable.port, "--out", tmp_path / "out")
        assert done.exit_code == 0 and "own values are learnt anew" in done.stdout, done.output
        assert "own values are learnt anew" in recoil("flash", "--port", cable.port).stdout
