"""The link is cut at random bytes of a flash or a download: running it again completes, nothing is lost or doubled."""

import random
from functools import cache
from pathlib import Path

import pytest

from clip_at_cable import random_sessions, recoil, switched_on
from cut_cable import CutCable
from recoil.device import repl
from recoil.device.facts import facts_of
from recoil.device.flash import flashing
from recoil.device.flash.image import Image, build
from recoil.device.repl import attached
from recoil.device.schema import anything
from recoil.simulation.clip.clip import VirtualClip
from recoil.simulation.clip.engine import missing

pytestmark = pytest.mark.skipif(bool(missing()), reason=missing() or "MicroPython is here")
CUTS = 4  # of each kind: one in every quarter of what goes over the cable
ID = "e66038b713000001"
SESSIONS = {"00001-20260504T030201Z": [20_000, 20_000, 5_000], "00002": [300], "00003": [30_000, 64]}
built = cache(build)
TINY_MAIN = b"""import os, sys
sys.path.insert(0, "/app/a")
if "failed" in os.listdir("/"):
    sys.path[0] = "/app/" + ("b" if sys.path[0][-1] == "a" else "a")
from recoil_clip.app.version import VERSION
with open("/started", "a") as file:
    print(sys.path[0][-1], VERSION, end=":", file=file)
    for slot in "ab":
        try:
            with open("/app/" + slot + "/recoil_clip/app/version.py") as copy:
                print(slot, copy.read()[11:14], end=" ", file=file)
        except OSError:
            pass
    print(file=file)
"""
"""Notes which copy of the app it starts, and what is in both of them."""


def length_of(command: tuple[object, ...], port: str) -> int:
    """Return how many bytes go over the cable when nothing is cut."""
    with CutCable(port) as cable:
        recoil(*command, "--port", cable.port)
        return cable.carried


def cuts(seed: int, whole_bytes: int) -> list[int]:
    """Return after how many bytes to cut: somewhere in each part of what goes over the cable."""
    chance = random.Random(seed)
    part = (whole_bytes - 200) // CUTS
    return [number * part + chance.randrange(1, part) for number in range(CUTS)]


@pytest.fixture
def no_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    """Compile once, and do not wait for the app: other tests do."""
    monkeypatch.setattr(flashing, "build", lambda mpy, progress: built(mpy))
    monkeypatch.setattr(flashing, "BOOT_S", 0)


@pytest.mark.usefixtures("no_wait")
@pytest.mark.parametrize("has_app", [False, True])
def test_a_flash_that_was_cut_is_completed(tmp_path: Path, has_app: bool):
    with switched_on(tmp_path / "whole") as cable:
        whole_bytes = length_of(("flash",), cable.port)
    for number, cut_after in enumerate(cuts(has_app, whole_bytes)):
        folder = tmp_path / f"clip{number}"
        old = {
            "/main.py": b'import sys; sys.path.insert(0, "/app/a"); import recoil_clip.app',
            "/app/a/recoil_clip/app/x.mpy": b"",
        }
        files = random_sessions(number, {"00001": [5000]}) | {"/settings.json": b"{}"} | (old if has_app else {})
        with switched_on(folder, files) as cable:
            with CutCable(cable.port, cut_after) as cut:
                result = recoil("flash", "--port", cut.port)
                assert result.exit_code == 1 and "Traceback" not in result.output
            with attached(cable.port, stop_session=bool(number % 2), interrupts=True) as link:  # asked first, or not
                facts = facts_of(link)
                slot = '"/app/b"' if has_app else '"/app/a"'
                is_new = slot in facts.main
                assert is_new or facts.main == files.get("/main.py", b"").decode()
            recoil("flash", "--port", cable.port)
        there = VirtualClip(folder).read()
        image = built(facts.mpy)
        slot = slot.strip('"')
        assert {path.removeprefix(slot): data for path, data in there.items() if path.startswith(slot)} == image.files
        assert there["/main.py"] == image.main(slot)
        for path, data in files.items():
            assert path in ("/main.py",) or there[path] == data
        assert not [path for path in there if path.endswith((".new", ".old"))]


def test_a_copy_that_is_in_use_is_not_overwritten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """The cable is cut when main.py starts the new copy already, but the clip, at its prompt, has the one before."""
    waits = "the clip still runs the copy of the app that is to be replaced: starting the other one first"

    def flash(version: str, port: str) -> str:
        files = {f"/recoil_clip/{name}__init__.py": b"" for name in ("", "app/")}
        files["/recoil_clip/app/version.py"] = f'VERSION = "{version}"\n'.encode()
        image = Image(files, {"/boot.py": b"", "/main.py": TINY_MAIN}, "")
        monkeypatch.setattr(flashing, "build", lambda mpy, progress: image)
        return recoil("flash", "--port", port, "--downgrade").output

    monkeypatch.setattr(flashing, "BOOT_S", 0)
    with switched_on(tmp_path / "clip") as cable:
        flash("0.1", cable.port)
        with CutCable(cable.port, before=b"os.remove('/failed')") as cut:
            assert "stopped answering" in flash("0.2", cut.port)
        assert waits in flash("0.3", cable.port)
        with attached(cable.port) as link:  # from now on main.py starts the other copy
            link.run("with open('/failed', 'w') as file: file.write('2')")
        assert waits not in flash("0.4", cable.port)
    there = VirtualClip(tmp_path / "clip").read()
    assert there["/started"].decode().split(" \n")[:4] == [
        "a 0.1:a 0.1",
        "b 0.2:a 0.1 b 0.2",  # before the copy that ran is overwritten
        "a 0.3:a 0.3 b 0.2",
        "b 0.2:a 0.3 b 0.2",
    ]
    copies = [there[f"/app/{slot}/recoil_clip/app/version.py"] for slot in "ab"]
    assert copies == [b'VERSION = "0.4"\n', b'VERSION = "0.2"\n'], "the only copy that runs stays"
    assert b'"/app/a"' in there["/main.py"] and "/failed" not in there


@pytest.mark.parametrize("clear", [False, True])
def test_a_download_that_was_cut_is_completed(tmp_path: Path, clear: bool, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(repl, "BOOT_S", 0)  # as another process: it does not know that the app was not running
    files = random_sessions(clear, SESSIONS)
    command: tuple[object, ...] = ("download", "--to", tmp_path / "whole", *(["--clear"] if clear else []))
    with switched_on(tmp_path / "measured", files) as cable:
        whole_bytes = length_of(command, cable.port)
    in_a_program = (None, b"for name in names:")
    for number, cut_when in enumerate([*((after, None) for after in cuts(clear, whole_bytes)), in_a_program]):
        out, folder = tmp_path / f"out{number}", tmp_path / f"clip{number}"
        command = ("download", "--to", out, *(["--clear"] if clear else []))
        with switched_on(folder, files) as cable:
            with CutCable(cable.port, *cut_when) as cut:
                result = recoil(*command, "--port", cut.port)
                assert result.exit_code == 1 and "Traceback" not in result.output
            check_nothing_lost(out, cable.port, files)
            result = recoil(*command, "--port", cable.port)
            assert result.exit_code == 0, result.output
        copied = {f"/sessions/{path.parent.name}/{path.name}": path.read_bytes() for path in (out / ID).glob("*/*")}
        assert copied == files
        left = {path for path in VirtualClip(folder).read() if path.startswith("/sessions/") and path.endswith(".seg")}
        assert left == (set() if clear else set(files))
        assert not [path for path in VirtualClip(folder).read() if ".gone" in path or path.endswith(".new")]


def check_nothing_lost(out: Path, port: str, files: dict[str, bytes]) -> None:
    """Every segment is on the clip, or whole in the folder of a complete session."""
    with attached(port) as link:
        listed = (
            "import os, json; print(json.dumps([[n[0], [f[0] for f in os.ilistdir('/sessions/' + n[0])]] "
            "for n in os.ilistdir('/sessions') if not n[0].endswith('.gone')]))"
        )
        there = {f"/sessions/{name}/{file}" for name, names in link.ask(listed, anything) for file in names}
    for path, data in files.items():
        copy = out / ID / path.removeprefix("/sessions/")
        assert path in there or copy.read_bytes() == data
