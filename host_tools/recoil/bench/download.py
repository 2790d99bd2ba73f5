"""How fast sessions come off a clip, against plain `mpremote fs cp` from the same virtual clip."""

import random
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from recoil.common.errors import RecoilError
from recoil.device.download import Downloads
from recoil.device.facts import facts_of
from recoil.device.repl import attached
from recoil.device.store import stored_sessions
from recoil.simulation.clip.clip import VirtualClip

SEGMENT_BYTES = 65536
SEED = 1


@dataclass(frozen=True)
class DownloadSpeed:
    """Bytes per second of a session of `size_bytes`; ours with all checks, mpremote's with none and its start left out.

    Over a pseudo-terminal: a USB cable has a limit of its own, about 1 MB/s.
    """

    size_bytes: int
    recoil_bytes_per_s: float
    mpremote_bytes_per_s: float

    @property
    def times_faster(self) -> float:
        """Return how many times faster than mpremote."""
        return self.recoil_bytes_per_s / self.mpremote_bytes_per_s


def measure(segments: int = 4) -> DownloadSpeed:
    """Download a session of so many full segments both ways."""
    chance = random.Random(SEED)
    name = "00001"
    files = {f"/sessions/{name}/{n:05d}.seg": chance.randbytes(SEGMENT_BYTES) for n in range(segments)}
    with tempfile.TemporaryDirectory(prefix="recoil-") as folder:
        clip = VirtualClip(Path(folder) / "clip", runtime="micropython")
        clip.flash({**files, "/main.py": ""})
        with clip.plugged_in() as cable:
            cable.wait("boot")
            theirs_s = _mpremote(cable.port, name, Path(folder)) - _mpremote(cable.port, "", Path(folder))
            with attached(cable.port) as link:
                downloads = Downloads(Path(folder) / "out", facts_of(link).clip_id)
                (session,) = stored_sessions(link)
                began_s = time.perf_counter()
                downloads.prepare(session.size_bytes)
                downloads.fetch(link, session, False, lambda name, more: None)
                ours_s = time.perf_counter() - began_s
    size = segments * SEGMENT_BYTES
    return DownloadSpeed(size, size / ours_s, size / theirs_s)


def _mpremote(port: str, session: str, folder: Path) -> float:
    """Return how long mpremote takes to copy a session, or to do nothing."""
    action = ["fs", "cp", "-r", f":/sessions/{session}", str(folder)] if session else ["exec", "pass"]
    began_s = time.perf_counter()
    command = [sys.executable, "-m", "mpremote", "connect", port, "resume", *action]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RecoilError(f"mpremote failed: {(done.stderr or done.stdout).strip().splitlines()[-1:]}")
    return time.perf_counter() - began_s
