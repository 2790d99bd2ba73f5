"""The clip and the desk agree: what a session holds is what a replay of the same samples says, integer for integer."""

from pathlib import Path

import numpy as np
import pytest

from recoil.recording.reading import read_recording
from recoil.session import open_session
from recoil.simulation.clip import engine
from recoil.simulation.clip.clip import Motion, VirtualClip
from recoil.simulation.runner import Runner, Worn, simulate
from recoil_clip.gait.gait import Gait

NEEDS_MICROPYTHON = pytest.mark.skipif(bool(engine.missing()), reason=engine.missing() or "-")
MASKED = 8
RAW = '{"raw": "all", "target": "none"}'


def desk(counts: np.ndarray, period_us: int) -> list[tuple[int, ...]]:
    """Return the steps that the core finds in samples."""
    gait = Gait(period_us)
    found = []
    for sample in counts.tolist():
        gait.push(*sample)
        while step := gait.take():
            found.append(
                (
                    1_000_000 * step.initial_contact_s + step.initial_contact_us,
                    step.step_us,
                    step.contact_us,
                    step.flight_us,
                    step.bounce_um,
                    step.peak_mg,
                    step.side,
                    step.flags,
                    step.speed_mm_s,
                )
            )
    return found


def clip_and_desk(folder: Path, motion_of: Motion) -> tuple[list[tuple[int, ...]], list[tuple[int, ...]]]:
    """Run with a clip that keeps raw samples; return its steps, and those of a replay of its samples."""
    clip = VirtualClip(folder)
    clip.flash(compiled=True)
    clip.put({"/settings.json": RAW})
    # Started by the button: raw samples are kept from the start of the session on.
    presses = [{"do": "press", "at_ms": at_ms, "ms": 2500} for at_ms in (2000, 1000 * (8 + motion_of.seconds))]
    observed = clip.run(motion_of.seconds + 20, motion_of, presses, motion_at_s=6.0)
    assert not any(observed.errors)
    sessions = {path.split("/")[2] for path in clip.read() if path.count("/") == 3 and path.startswith("/sessions/")}
    (name,) = sessions
    target = folder / "session"
    target.mkdir()
    for path, data in clip.read().items():
        if path.startswith(f"/sessions/{name}/"):
            (target / path.split("/")[3]).write_bytes(data)
    session = open_session(target)
    assert session.is_whole, session.missing
    assert session.header
    raw = session.raw
    (run,) = raw.runs
    recorded = [tuple(row) for row in session.steps.tolist()]
    return recorded, desk(run.counts, session.header.period_us)


@NEEDS_MICROPYTHON
@pytest.mark.parametrize("seed", [1, 2])
def test_simulated_runs(tmp_path: Path, seed: int) -> None:
    simulation = simulate(Runner(), Worn(tilt_deg=10, ringing_g=0.3), "stand 5, walk 10, run 90, stand 15", seed)
    recorded, replayed = clip_and_desk(
        tmp_path, Motion.of_simulation(simulation, VirtualClip.mount_of("feather_rp2040"))
    )
    assert len(recorded) > 200
    assert recorded == replayed


@NEEDS_MICROPYTHON
@pytest.mark.parametrize("name", ["rbds05_35", "sisfall_D04_SA08"])
def test_recorded_runs(tmp_path: Path, data_dir: Path, name: str) -> None:
    recording = read_recording(data_dir / f"{name}.csv.gz")
    recorded, replayed = clip_and_desk(tmp_path, Motion.of_recording(recording, VirtualClip.mount_of("feather_rp2040")))
    assert len(recorded) > 80
    assert recorded == replayed
