"""Clips at the desk in trouble: two at once, one unplugged in mid-download, the desk killed while it writes."""

import os
import random
import signal
import time
from pathlib import Path

import pytest

from clip_at_cable import files_in, random_sessions, switched_on
from cut_cable import CutCable
from recoil.device import ports, virtual_ports
from recoil.device.repl import attached
from recoil.simulation.clip.engine import missing
from recoil.web.clips import Clips, Job

pytestmark = pytest.mark.skipif(bool(missing()), reason=missing() or "MicroPython is here")
IDS = ("e66038b713000001", "e66038b713000002")
SIZES = {"00001-20260504T030201Z": [20_000, 20_000, 5_000], "00002": [300], "00003": [30_000, 64]}
CUTS = int(os.environ.get("RECOIL_CUTS", "3"))
KILLS = int(os.environ.get("RECOIL_KILLS", "3"))
LONGEST_S = 120.0


def over(job: Job) -> Job:
    deadline = time.monotonic() + LONGEST_S
    while not job.is_over:
        assert time.monotonic() < deadline, f"{job.title}: {job.step}"
        time.sleep(0.05)
    return job


def kept(library: Path, clip: str) -> dict[str, bytes]:
    """Return the segments of a clip's sessions in a library; every session that is there has to be there wholly."""
    found = files_in(library / clip) if (library / clip).is_dir() else {}
    segments = {path: data for path, data in found.items() if path.endswith(".seg") and ".part/" not in path}
    for name in {path.partition("/")[0] for path in segments}:
        assert sum(path.startswith(f"{name}/") for path in segments) == len(SIZES[name]), name
    return {f"/sessions/{path}": data for path, data in segments.items()}


def forget(port: str) -> None:
    """Have a clip take its sessions for not downloaded yet."""
    code = """
import os
for name in os.listdir("/sessions"):
    try:
        os.remove("/sessions/" + name + "/downloaded")
    except OSError:
        pass
"""
    with attached(port) as link:
        link.run(code)


def test_two_clips_at_once_one_unplugged_then_the_desk_killed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(virtual_ports.VARIABLE, str(tmp_path / "ports"))
    monkeypatch.setenv("RECOIL_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(ports, "comports", list)
    first, second = random_sessions(1, SIZES), random_sessions(2, SIZES)
    chance = random.Random(3)
    with (
        switched_on(tmp_path / "a", first, unique_id=IDS[0]) as one,
        switched_on(tmp_path / "b", second, unique_id=IDS[1]) as two,
        virtual_ports.announced(two.port, tmp_path / "b", IDS[1]),
    ):
        for number in range(CUTS):
            library = tmp_path / f"library{number}"
            clips = Clips(library)
            cut_after = 8_000 + (number * 60_000 + chance.randrange(60_000)) // CUTS
            with CutCable(one.port, cut_after) as cut, virtual_ports.announced(cut.port, tmp_path / "a", IDS[0]):
                jobs = [over(job) for job in [clips.download(port) for port in (cut.port, two.port)]]
            assert jobs[0].error and "Traceback" not in jobs[0].error and not jobs[1].error, jobs
            assert kept(library, IDS[1]) == second
            assert kept(library, IDS[0]).items() < first.items()
            with virtual_ports.announced(one.port, tmp_path / "a", IDS[0]):
                assert not over(clips.download(one.port)).error
            assert kept(library, IDS[0]) == first
            for cable in (one, two):
                forget(cable.port)
        library = tmp_path / "killed"
        with virtual_ports.announced(one.port, tmp_path / "a", IDS[0]):
            for _ in range(KILLS):
                child = os.fork()
                if not child:
                    over(Clips(library).download(one.port))
                    os._exit(0)
                time.sleep(chance.uniform(0.3, 2.5))
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)
                assert kept(library, IDS[0]).items() <= first.items()
            assert not over(Clips(library).download(one.port)).error
            assert kept(library, IDS[0]) == first
