"""A cohort's dataset: whatever is killed and started again, every row is there once."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from recoil.bench.cohort import measure
from recoil.bench.made_library import Made, segment_of
from recoil.cohort import dataset
from recoil.cohort.running import connected, run, work
from recoil.cohort.sessions import state_of
from recoil.cohort.tables import minutes_of, strides_of
from recoil.recording.analysis import analyse
from recoil.recording.manifest import read_manifest
from recoil.session import open_session
from recoil.simulation.runner import simulate
from recoil_clip.gait.gait import GAIT_REVISION
from recorded_sessions import recorded_session

parquet: Any = pytest.importorskip("pyarrow.parquet")
pytest.importorskip("distributed")
RECORDINGS = 10


@pytest.fixture(scope="module")
def listed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A list of recordings of 10 s, one of which cannot be read."""
    folder = tmp_path_factory.mktemp("recordings")
    heard = simulate(plan="stand 1, run 8, stand 1", seed=1)
    head = "time_s,acc_x_g,acc_y_g,acc_z_g,gyr_x_dps,gyr_y_dps,gyr_z_dps"
    rows = np.column_stack((heard.time_s, heard.acc_g, heard.gyr_dps))
    lines = ["file,runner", "bad.csv,"]
    for number in range(RECORDINGS):
        np.savetxt(folder / f"{number}.csv", rows, "%.4f", ",", header=head, comments="")
        lines.append(f"{number}.csv,runner {number % 3}")
    (folder / "bad.csv").write_text("nothing\n")
    (folder / "files.csv").write_text("\n".join(lines) + "\n")
    return folder / "files.csv"


def files(folder: Path, table: str) -> list[Path]:
    return sorted((folder / table).rglob("*.parquet"))


@pytest.mark.timeout(300)
def test_nothing_is_lost_or_doubled_when_client_and_worker_are_killed(listed: Path, tmp_path: Path) -> None:
    folder = tmp_path / "season"
    command = [sys.executable, "-m", "recoil", "cohort", str(listed), "--to", str(folder), "--workers", "1", "-q"]
    first = subprocess.Popen(command, start_new_session=True, stderr=subprocess.DEVNULL)
    while first.poll() is None and len(files(folder, "summaries")) < 2:
        time.sleep(0.05)
    with suppress(ProcessLookupError):  # it was faster
        os.killpg(first.pid, signal.SIGKILL)
    first.wait()
    before = len(files(folder, "summaries"))
    assert before >= 2
    with connected(None, 2) as client:
        victims = [worker["id"] for worker in client.scheduler_info()["workers"].values()]
        pids = list(client.run(os.getpid).values())

        def kill_one(done: int, total: int) -> None:
            if done == before + 2:
                os.kill(pids[0], signal.SIGKILL)

        outcome = run(read_manifest(listed), folder, client, kill_one)
        assert len(victims) == 2
        # A worker may end between the rename and the answer: then its recording counts as there before.
        assert outcome.written + outcome.kept == RECORDINGS and outcome.kept >= before
        assert [Path(source).name for source, _ in outcome.errors] == ["bad.csv"]
        assert "missing columns" in outcome.errors[0][1]
        again = run(read_manifest(listed), folder, client)
        client.cluster.close()
    assert (again.written, again.kept) == (0, RECORDINGS)
    expected = analyse(listed.parent / "0.csv")
    for table, rows in (("steps", len(expected.steps)), ("summaries", 1), ("strides", len(expected.steps) - 1)):
        found = parquet.read_table(folder / table, partitioning="hive")
        count: dict[str, int] = {}
        for name in found.column("recording_id").to_pylist():
            count[name] = count.get(name, 0) + 1
        assert list(count.values()) == [rows] * RECORDINGS, table
    assert not [path for path in folder.rglob("*") if path.name.endswith(".tmp") and path.stat().st_size == 0][1:]
    one = files(folder, "steps")[0]
    schema = parquet.read_schema(one)
    assert schema.field("contact_ms").metadata == {b"unit": b"ms"}
    assert json.loads(schema.metadata[b"about"])["source"].endswith(".csv")
    assert one.parent.name == "runner=runner%200"


def test_a_changed_file_is_done_again(listed: Path, tmp_path: Path) -> None:
    item = read_manifest(listed)[1]
    assert not dataset.is_done(tmp_path, item)
    dataset.write(tmp_path, item, analyse(item.source))
    assert dataset.is_done(tmp_path, item)
    os.utime(item.source, ns=(1, 1))
    assert not dataset.is_done(tmp_path, item)


def test_a_session_is_measured_again_where_it_has_raw_samples(tmp_path: Path) -> None:
    """A season measured again: the core's own steps come out of the raw samples; without, those of the clip stay."""
    whole = recorded_session(tmp_path / "raw")
    made = Made(number=7, contact_ms=250.0)
    bare = tmp_path / made.name
    bare.mkdir()
    (bare / "00000.seg").write_bytes(segment_of(made))
    (tmp_path / "files.csv").write_text(f"file,runner,rate\n{whole},Ann,\n{bare.name},Ben,\n{bare.name},Ben,208\n")
    items, season = read_manifest(tmp_path / "files.csv"), tmp_path / "season"
    assert [work(item, str(season))[0] for item in items] == ["written", "written", "failed"]
    assert work(items[2], str(season))[3].startswith("a session knows its axes")
    summaries = parquet.read_table(season / "summaries", partitioning="hive").to_pylist()
    found = {row["runner"]: row for row in summaries}
    recorded = open_session(whole)
    assert found["Ann"]["steps"] == len(recorded.steps) == 93
    assert (found["Ann"]["gait_revision"], found["Ann"]["recorded_revision"]) == (GAIT_REVISION, 0)
    again = files(season, "steps")[0]
    steps = parquet.read_table(again)
    np.testing.assert_allclose(steps.column("contact_ms").to_numpy(), recorded.steps["contact_us"] / 1000, atol=0.5)
    np.testing.assert_allclose(steps.column("initial_contact_s").to_numpy(), recorded.step_time_s(), atol=0.001)
    assert found["Ben"]["gait_revision"] == 0 and found["Ben"]["steps"] == made.steps
    assert abs(found["Ben"]["contact_ms"] - 250) < 1 and "it has no raw samples" in found["Ben"]["warnings"]
    about = json.loads(parquet.read_schema(again).metadata[b"about"])
    assert (about["gait_revision"], about["measured_by"]) == (GAIT_REVISION, GAIT_REVISION)
    assert [work(item, str(season))[0] for item in items[:2]] == ["kept", "kept"]
    os.utime(whole / "00000.seg", ns=(1, 1))
    assert [work(item, str(season))[0] for item in items[:2]] == ["written", "kept"]


def test_a_session_with_another_number_size_or_time_of_segments_is_another(tmp_path: Path) -> None:
    one, two = tmp_path / "00000.seg", tmp_path / "00001.seg"
    states = []
    for segments, size, time_ns in (([one], 9, 5), ([one], 8, 5), ([one], 9, 6), ([one, two], 9, 5)):
        for number, path in enumerate(segments):
            path.write_bytes(bytes(0 if number else size))
            os.utime(path, ns=(time_ns, time_ns))
        states.append(state_of(segments))
    assert all(first != second for first, second in combinations(states, 2))


def test_strides_are_two_whole_steps_in_a_row() -> None:
    heard = simulate(plan="stand 1, run 65, stand 1", seed=1)
    from recoil.recording.reading import Recording
    from recoil.recording.replay import replay

    steps = replay(Recording.of("run", heard.time_s, heard.acc_g, heard.gyr_dps)).steps.copy()
    strides = strides_of(steps)
    assert len(strides) == len(steps) - 1
    np.testing.assert_allclose(strides["stride_ms"], steps["step_ms"][:-1] + steps["step_ms"][1:])
    steps["flags"][10] = 2
    assert len(strides_of(steps)) == len(steps) - 3
    assert len(strides_of(np.delete(steps, 20))) == len(steps) - 5
    minutes = minutes_of(steps)
    assert minutes["minute"].tolist() == [0, 1] and minutes["steps"].sum() == len(steps) - 1
    assert abs(minutes["cadence_spm"][0] - 60_000 / steps["step_ms"].mean()) < 1


@pytest.mark.timeout(200)
def test_bench() -> None:
    cost = measure(6, 1)
    assert (cost.recordings, cost.workers, cost.killed_after) == (6, 1, 2)
    assert cost.steps > 0 == cost.lost == cost.doubled
    assert 0 < cost.busy_s <= cost.elapsed_s and cost.bytes_a_recording > 1000
