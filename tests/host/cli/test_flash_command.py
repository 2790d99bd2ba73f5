"""`recoil flash` on virtual clips at their cable."""

import json
import threading
from contextlib import ExitStack
from pathlib import Path

import pytest

from clip_at_cable import CLOCK, recoil, switched_on
from made_cases import CASES
from recoil.device import protocol, repl
from recoil.device.flash import checks, flashing, image, installer
from recoil.device.protocol import opened
from recoil.device.repl import attached
from recoil.simulation.clip import cable as cable_of_clip
from recoil.simulation.clip.clip import VirtualClip
from recoil.simulation.clip.engine import missing
from recoil_clip.app.version import VERSION

pytestmark = pytest.mark.skipif(bool(missing()), reason=missing() or "MicroPython is here")


def flashed(*arguments: object) -> dict:
    result = recoil("flash", "--json", *arguments)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_an_empty_board_becomes_a_clip_that_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    others = []

    def ask_status(path: str, ask=flashing.ask_status):
        """Ask for the app; at first while another program has the port, as one that looks which clips are there."""
        if others:
            return ask(path)
        with opened(path) as other, monkeypatch.context() as patch:
            patch.setattr(protocol, "IN_USE_S", 0)
            others.append(other)
            return ask(path)

    # What an app noted that failed before makes main.py start the other copy: of a new one it is not true.
    with switched_on(tmp_path / "clip", {"/failed": "2\nMemoryError()\n"}) as cable:
        dry = flashed("--port", cable.port, "--dry-run")
        assert dry["sent"] > 30 and dry["dry_run"] and dry["runs"] is None
        done = flashed("--port", cable.port)
        assert done["runs"] and done["before"] is None and done["version"] == VERSION and done["settings_written"]
        assert done["sent"] == dry["sent"]
        monkeypatch.setattr(flashing, "ask_status", ask_status)
        again = flashed("--port", cable.port)
        assert (
            others and again["was_current"] and again["sent"] == 0 and again["runs"] and not again["settings_written"]
        )
    files = VirtualClip(tmp_path / "clip").read()
    assert b'"/app/a"' in files["/main.py"]
    assert json.loads(files["/settings.json"])["target"] == "cadence"
    assert not [path for path in files if path.endswith(".new")] and "/failed" not in files


def test_an_update_goes_beside_what_runs_and_sends_only_what_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    # In step with real time: the broken app is given up after a while, and the one before it runs again.
    with switched_on(tmp_path / "clip", speed=1) as cable:
        flashed("--port", cable.port)
        assert recoil("config", "set", "target=bounce", "--port", cable.port).exit_code == 0
        sources = image.module_files

        def newer() -> dict[str, bytes]:
            files = sources()
            files["/recoil_clip/app/version.py"] = b'VERSION = "9.9.9"\n'
            files["/recoil_clip/app/led.py"] = b"broken\n" + files["/recoil_clip/app/led.py"]
            return files

        with monkeypatch.context() as patch:
            patch.setattr(image, "module_files", newer)
            dry = flashed("--port", cable.port, "--dry-run")
            assert (dry["sent"], dry["before"], dry["settings_written"]) == (2, VERSION, False)
            patch.setattr(flashing, "BOOT_S", 3)
            result = recoil("flash", "--port", cable.port)  # with a broken module it cannot run
            assert result.exit_code == 1 and "does not answer after the restart" in result.stderr
        back = flashed("--port", cable.port, "--downgrade")
        assert back["runs"] and back["sent"] + back["copied"] <= 3
    files = VirtualClip(tmp_path / "clip").read()
    assert b'"/app/a"' in files["/main.py"] and "/app/b/recoil_clip/app/led.mpy" in files
    assert json.loads(files["/settings.json"])["target"] == "bounce"


def test_a_file_that_arrives_wrong_leaves_the_old_app_in_use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    old = {
        "/main.py": b'import sys\nsys.path.insert(0, "/app/a")\nimport recoil_clip.app\n',
        "/app/a/recoil_clip/app/x.py": b"",
    }

    def flawed(link, path, data, progress, write=installer.write_file) -> None:
        write(link, path, data[:-1] if path.endswith("/launch.mpy") else data, progress)

    monkeypatch.setattr(installer, "write_file", flawed)
    with switched_on(tmp_path / "clip", old) as cable:
        result = recoil("flash", "--port", cable.port)
    assert result.exit_code == 1 and "is not what was sent; the old one still runs" in result.stderr
    files = VirtualClip(tmp_path / "clip").read()
    assert {path: files[path] for path in old} == old


def test_strays_in_the_apps_folder_go(tmp_path: Path):
    with switched_on(tmp_path / "clip", {"/app/a/recoil_clip/app/app.py": "wrong", "/app/a/old/x.mpy": b"x"}) as cable:
        assert flashed("--port", cable.port)["removed"] == 2
    assert not [path for path in VirtualClip(tmp_path / "clip").read() if path.endswith("app.py") or "/old/" in path]


def test_a_program_that_is_not_ours_is_left_alone(tmp_path: Path):
    with switched_on(tmp_path / "clip", {"/main.py": "print('mine')"}) as cable:
        result = recoil("flash", "--port", cable.port)
        assert result.exit_code == 1 and "runs a program that is not Recoil's" in result.stderr
        assert flashed("--port", cable.port, "--replace")["runs"]
    files = VirtualClip(tmp_path / "clip").read()
    assert files["/main.py.old"] == b"print('mine')"


def test_a_board_that_cannot_be_a_clip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    with switched_on(tmp_path / "clip") as cable:
        with monkeypatch.context() as patch:
            patch.setattr(checks, "PLATFORM", "esp32")
            assert "this is no clip" in recoil("flash", "--port", cable.port).stderr
        with monkeypatch.context() as patch:
            patch.setattr(checks, "OLDEST", (2, 0, 0))
            result = recoil("flash", "--port", cable.port)
            assert "is too old: 2.0.0 is the oldest" in result.stderr and "--uf2" in result.stderr
        with monkeypatch.context() as patch:
            patch.setattr(checks, "BOARDS", ("Pico",))
            assert "does not know the wiring of this board" in recoil("flash", "--port", cable.port).stderr
            assert flashed("--port", cable.port, "--any-board", "--dry-run")["sent"] > 30
        with monkeypatch.context() as patch:
            patch.setattr(image, "mpy_version", lambda: (7, 0))
            assert "loads compiled files of version 6" in recoil("flash", "--port", cable.port).stderr


def test_a_full_flash(tmp_path: Path):
    clip = VirtualClip(tmp_path / "clip", flash_kb=512)
    clip.flash({"/main.py": ""})
    clip.fill(100_000)
    with clip.plugged_in() as cable:
        cable.wait("boot")
        result = recoil("flash", "--port", cable.port)
    assert result.exit_code == 1
    assert "of flash" in result.stderr and "recoil download --clear" in result.stderr


def test_newer_firmware_is_not_replaced_unasked(tmp_path: Path):
    files = {"/main.py": 'import sys\nsys.path.insert(0, "/app/a")\nimport recoil_clip.app\n'}
    files["/app/a/recoil_clip/app/__init__.py"] = ""
    files["/app/a/recoil_clip/app/version.py"] = 'VERSION = "99.1.0"\n'
    with switched_on(tmp_path / "clip", files) as cable:
        result = recoil("flash", "--port", cable.port)
        assert result.exit_code == 1 and "firmware 99.1.0, newer than this computer's" in result.stderr
        assert flashed("--port", cable.port, "--downgrade", "--dry-run")["before"] == "99.1.0"


@pytest.mark.parametrize(("number", "architecture"), [(4, "armv6m"), (7, "armv7emsp")])
def test_kernels_become_machine_code_where_the_processor_takes_it(number: int, architecture: str):
    """MicroPython 1.28 on an RP2040 says version 6.3, architecture 4; on an RP2350 architecture 7."""
    built, bytecode = image.build(6 | 3 << 8 | number << 10), image.build(6 | 3 << 8)
    assert (built.architecture, bytecode.architecture, bytecode.kernels) == (architecture, "", 0)
    assert set(built.files) - set(bytecode.files) == ({"/code"} if architecture == "armv6m" else set())
    differ = {path for path, data in bytecode.files.items() if data != built.files[path]}
    kernels = {f"/recoil_clip/{name}kernels.mpy" for name in ("", "flash_", "exercise/")}
    assert differ == kernels and built.kernels == 3
    assert all(data[2] >> 2 == number for path, data in built.files.items() if path in differ)
    assert b'"/app/b"' in built.main("/app/b") and b'"/app/a"' not in built.main("/app/b")


def test_a_desktop_s_micropython_gets_bytecode_only():
    """Its `ptr32` loads have no sign: version 6.3, architecture 2, x64."""
    built = image.build(6 | 3 << 8 | 2 << 10)
    assert built.architecture == "" and built.kernels == 0
    assert all(data[2] >> 2 == 0 for data in built.files.values())


def test_a_second_computer_at_the_port_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    with switched_on(tmp_path / "clip") as cable:
        with monkeypatch.context() as patch, attached(cable.port):
            patch.setattr(protocol, "IN_USE_S", 0)
            result = recoil("flash", "--port", cable.port)
            assert result.exit_code == 1 and "in use by another program" in result.stderr
        with ExitStack() as other:

            def ask_status(path: str, ask=repl.ask_status):
                """Ask, and have another program ask just then."""
                said = ask(path)
                other.enter_context(opened(path))
                threading.Timer(0.2, other.close).start()
                return said

            monkeypatch.setattr(repl, "ask_status", ask_status)
            monkeypatch.setattr(repl, "asked_again", lambda path, for_s: (None, True))
            assert flashed("--port", cable.port, "--dry-run")["sent"] > 30, "it is waited for"


def test_a_program_that_talks_and_ignores_ctrl_c_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    for name, seconds in (("BUSY_S", 0.5), ("ENTERING_S", 3.0), ("LEAVING_S", 0.5)):
        monkeypatch.setattr(repl, name, seconds)
    monkeypatch.setattr(cable_of_clip, "ENDING_S", 0.5)  # it does not let itself be ended either
    talkative = (CASES / "flash-hangs-on-a-talkative-program" / "main.py").read_text()
    clip = VirtualClip(tmp_path / "clip")
    clip.flash({"/main.py": talkative})
    with clip.plugged_in([CLOCK]) as cable:
        cable.wait("boot")
        result = recoil("flash", "--port", cable.port)
    assert result.exit_code == 1
    assert "does not let itself be interrupted" in result.stderr
    assert "BOOTSEL" in result.stderr
