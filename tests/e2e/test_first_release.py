"""A clip that Recoil 0.1 flashed, with its sessions, settings and what it has learnt, at this Recoil, and the reverse.

`data/clip-0.1.tar.xz` is all that is on such a clip: what `recoil flash` of 0.1 put there, settings made with
`recoil config set`, a `coach.json`, and the session of a run of 45 s.
"""

import json
import tarfile
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from clip_at_cable import recoil, switched_on
from recoil.device.facts import facts_of
from recoil.device.flash.image import build
from recoil.device.protocol import ask_status
from recoil.device.repl import attached
from recoil.session import open_session
from recoil.simulation.clip.clip import VirtualClip
from recoil.simulation.clip.engine import missing
from recoil_clip.app.version import VERSION

pytestmark = pytest.mark.skipif(bool(missing()), reason=missing() or "MicroPython is here")
DATA = Path(__file__).resolve().parents[1] / "data"
KEPT = ("/settings.json", "/coach.json", "/sessions/")
SESSION = "00001-20251122T082641Z"
FEATHER_KB = 7 * 1024  # of the reference board's flash, what is left beside MicroPython


@cache
def first_release() -> dict[str, bytes]:
    """Return the files of a clip of 0.1 by their path."""
    with tarfile.open(DATA / "clip-0.1.tar.xz") as archive:
        streams = [(f"/{entry.name}", archive.extractfile(entry)) for entry in archive]
        return {path: stream.read() for path, stream in streams if stream}


def kept(files: dict[str, bytes]) -> dict[str, bytes]:
    """Return those that have to stay."""
    return {path: data for path, data in files.items() if path.startswith(KEPT)}


def wait_for(port: str) -> None:
    """Wait until the app answers."""
    for _ in range(50):
        if ask_status(port) is not None:
            return
    pytest.fail("the app does not answer")


def test_what_is_on_it() -> None:
    files = first_release()
    assert b"recoil_app" in files["/main.py"] and b"recoil_clip" not in files["/main.py"]
    assert len([path for path in files if path.startswith("/app/a/")]) == 128
    assert json.loads(files["/settings.json"])["target"] == "bounce"
    assert set(kept(files)) == {
        "/settings.json", "/coach.json", f"/sessions/{SESSION}/00000.seg", "/sessions/last",
    }  # fmt: skip


def test_it_is_recognised_and_its_sessions_come_off(tmp_path: Path) -> None:
    with switched_on(tmp_path / "clip", first_release()) as cable:
        wait_for(cable.port)
        (found,) = json.loads(recoil("devices", "--json", "--port", cable.port).stdout)["devices"]
        assert found["firmware"] == "0.1.0" and found["waiting"] == 1
        with attached(cable.port) as link:
            facts = facts_of(link)
        assert (facts.firmware, facts.is_recoil, facts.is_foreign, facts.is_first_release) == (
            "0.1.0",
            True,
            False,
            True,
        )
        assert recoil("download", "--to", tmp_path / "out", "--port", cable.port).exit_code == 0
    (folder,) = (tmp_path / "out").glob(f"*/{SESSION}")
    session = open_session(folder)
    assert session.is_whole and len(session.steps) == 123


@pytest.mark.parametrize(
    "command",
    [("config", "set", "target=cadence"), ("screen", "start"), ("core", "start")],
    ids=lambda command: command[0],
)
def test_what_is_written_for_the_new_app_waits_for_it(tmp_path: Path, command: tuple[str, ...]) -> None:
    with switched_on(tmp_path / "clip", first_release()) as cable:
        result = recoil(*command, "--port", cable.port)
    assert result.exit_code == 1
    assert "the clip has firmware 0.1.0, which is too old for this" in result.stderr
    assert "Bring it up to date first: recoil flash." in result.stderr
    assert kept(VirtualClip(tmp_path / "clip").read()) == kept(first_release())


def test_the_doctor_says_what_to_do(tmp_path: Path) -> None:
    with switched_on(tmp_path / "clip", first_release()) as cable:
        said = " ".join(recoil("doctor", "--port", cable.port).stdout.split())
    assert f"0.1.0 on the clip, {VERSION} on this computer" in said
    assert "recoil flash puts this computer's on the clip" in said
    assert "sensor, motor, gauge" in said and "bring it up to date first (recoil flash)" in said


def test_it_is_brought_up_to_date_in_place(tmp_path: Path) -> None:
    folder = tmp_path / "clip"
    with switched_on(folder, first_release()) as cable:
        done = json.loads(recoil("flash", "--json", "--port", cable.port).stdout)
        assert (done["before"], done["version"], done["runs"], done["settings_written"]) == (
            "0.1.0",
            VERSION,
            True,
            False,
        )
        shown = json.loads(recoil("config", "show", "--json", "--port", cable.port).stdout)
        assert shown["settings"]["target"] == "bounce" and not shown.get("problems")
        again = json.loads(recoil("flash", "--json", "--port", cable.port).stdout)
        assert again["was_current"]
    files = VirtualClip(folder).read()
    assert b'"/app/b"' in files["/main.py"]
    for path, data in kept(first_release()).items():
        assert files[path] == data, path


def test_power_fails_at_any_write_of_the_update(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """At every moment the clip has the old app, whole, or the new one, whole, and everything that it had to keep."""
    littlefs = pytest.importorskip("littlefs", reason="pip install littlefs-python")
    from recoil.device.flash import flashing

    monkeypatch.setattr(flashing, "BOOT_S", 0)  # nobody waits for it
    old = first_release()
    clip = VirtualClip(tmp_path / "clip", flash_kb=2048)
    clip.flash(old)
    before = clip.folder / "before.img"
    before.write_bytes(clip.image.read_bytes())
    with clip.plugged_in(journal=str(clip.folder / "journal.bin")) as cable:
        cable.wait("boot")
        recoil("flash", "--port", cable.port)
        with attached(cable.port) as link:
            image = build(facts_of(link).mpy)
    new = {f"/app/b{path}": data for path, data in image.files.items()} | {"/main.py": image.main("/app/b")}
    apps = {
        data: {path: files[path] for path in files if path.startswith("/app/")}
        for data, files in ((old["/main.py"], old), (new["/main.py"], new))
    }
    states: list[bool] = []
    disk: Any = littlefs.LittleFS(block_size=4096, block_count=512, mount=False)

    def content(path: str) -> bytes:
        with disk.open(path, "rb") as file:
            return file.read()

    for number, flash in enumerate(clip.journal().images()):
        disk.context.buffer[:] = flash
        disk.mount()

        main = content("/main.py")
        assert main in apps, f"after write {number} main.py is neither the old one nor the new one"
        is_switch = bool(states) and states[-1] != (main == new["/main.py"])
        states.append(main == new["/main.py"])
        wanted = kept(old) | (apps[main] if is_switch or number % 50 == 0 else {})
        for path, data in wanted.items():
            assert content(path) == data, f"after write {number} {path} is not what it was"
        disk.unmount()
    assert states == sorted(states) and not states[0] and states[-1] and len(states) > 300


def test_two_apps_and_many_sessions_fit(tmp_path: Path) -> None:
    """After the update: the old app, the new one, and room for 40 hours of sessions without raw samples."""
    folder = tmp_path / "clip"
    clip = VirtualClip(folder, flash_kb=FEATHER_KB)
    clip.flash(first_release())
    with clip.plugged_in() as cable:
        cable.wait("boot")
        assert recoil("flash", "--port", cable.port).exit_code == 0
        with attached(cable.port) as link:
            free_bytes = facts_of(link).free_bytes
    assert free_bytes > 5.5e6


FIRST_HOST_ASKS = """
import sys
main = open("/main.py").read(1500)
path = main.split('sys.path.insert(0, "')[1].split('"')[0]
if path not in sys.path:
    sys.path.insert(0, path)
from recoil_app.version import VERSION
print(VERSION, "recoil_app" in main)
"""


def test_recoil_0_1_is_told_to_update_itself(tmp_path: Path) -> None:
    """It takes a clip for one of its own by a name in main.py and then asks for the version; a newer one it refuses.

    "the clip has firmware 0.2.0, newer than this computer's 0.1.0. Update Recoil on this computer first."
    """
    assert tuple(map(int, VERSION.split("."))) > (0, 1, 0)
    with switched_on(tmp_path / "clip") as cable:
        assert recoil("flash", "--port", cable.port).exit_code == 0
        with attached(cable.port) as link:
            assert link.run(FIRST_HOST_ASKS).split() == [VERSION.encode(), b"True"]
