"""Whatever goes wrong, the clip does not stay dead: it is noted, shown by the light, and tried again."""

from pathlib import Path

import pytest

from recoil.simulation.clip.clip import VirtualClip
from recoil.simulation.clip.observed import Observed

RED = [[70, 0, 0]]
STATVFS_FAILS = "def flash_status(root):\n    raise OSError(5)\n"
MODULE = "/recoil_clip/app/launch.py"


def clip_of(folder: Path) -> VirtualClip:
    clip = VirtualClip(folder / "clip")
    clip.flash()
    return clip


def damaged(clip: VirtualClip, path: str, text: str = "def broken(:\n") -> None:
    """Put something else into a module, as a flipped bit or a write that was cut off does."""
    (full,) = [name for name in clip.read() if name.endswith(path)]
    clip.put({full: text})


def lights(observed: Observed) -> list[list[list[int]]]:
    return [event["colours"] for event in observed.of_kind("light")]


def test_an_error_at_the_desk_is_over_after_a_restart(tmp_path: Path) -> None:
    """A computer asks how full the flash is, and the file system fails; afterwards the clip answers as ever."""
    clip = clip_of(tmp_path)
    status = next(data for name, data in clip.read().items() if name.endswith("/app/status.py"))
    damaged(clip, "/app/status.py", status.decode() + "\n\n" + STATVFS_FAILS)
    ask = [{"do": "usb", "at_ms": 1_000}, {"do": "type", "text": "\x16", "at_ms": 6_000}]
    observed = clip.run(25, None, ask)
    assert observed.boots == ["power on", "reset"] and observed.errors == []
    assert RED in lights(observed), "the fault is seen"
    files = clip.read()
    assert b"app error" in files["/faults.json"] and files["/failed"] == b"1\nOSError(5,)\n"
    states = [light for light in lights(observed)[-20:] if light == [[0, 18, 76]]]
    assert states, "it is at the cable and ready again"


@pytest.mark.parametrize("path", ["/app/launch.py", "/app/led.py", "/app/boards/choice.py", "/log/store.py"])
def test_a_damaged_file_is_told_by_the_light_and_ends_at_the_prompt(tmp_path: Path, path: str) -> None:
    """Also one without which the board's own light cannot be reached: then it is the port's."""
    clip = clip_of(tmp_path)
    damaged(clip, path)
    observed = clip.run(60)
    assert observed.boots == ["power on"] + ["reset"] * 5 and "the app does not start" in observed.console
    if path in ("/app/led.py", "/app/boards/choice.py"):
        assert [event["level"] for event in observed.of_kind("pin") if event["pin"] == "LED"] == [1] * 6
    else:
        assert lights(observed).count(RED) == 6 and lights(observed)[-1] == RED
    assert clip.read()["/failed"].startswith(b"0\nSyntaxError(")
    again = clip.run(20)
    assert again.boots[:2] == ["power on", "reset"], "a reset tries again"


def test_the_other_copy_of_the_app_takes_over(tmp_path: Path) -> None:
    clip = clip_of(tmp_path)
    slot = {name: data for name, data in clip.read().items() if "/recoil_clip/" in name}
    clip.put({f"/app/b{name[name.index('/recoil_clip/') :]}": data for name, data in slot.items()})
    damaged_name = next(name for name in slot if name.endswith(MODULE))
    clip.put({damaged_name: "import no_such_thing\n"})
    observed = clip.run(40)
    assert observed.boots == ["power on", "reset", "reset"], observed.console
    assert clip.read()["/failed"].startswith(b"2\n")
    assert [event for event in observed.of_kind("light") if event["colours"] == [[0, 76, 0]]], "it is ready"
    assert clip.run(10).boots == ["power on"], "and stays with that copy"


def test_an_error_while_it_is_made(tmp_path: Path) -> None:
    """Also one in `App.__init__`, that goes away by itself."""
    clip = clip_of(tmp_path)
    equipment = next(data for name, data in clip.read().items() if name.endswith("/app/equipment.py"))
    once = (
        "import os\ntry:\n    os.stat('/once')\nexcept OSError:\n    open('/once', 'w').close()\n    History = None\n"
    )
    damaged(clip, "/app/equipment.py", equipment.decode() + "\n\n" + once)
    observed = clip.run(25)
    assert observed.boots == ["power on", "reset"] and b"TypeError" in clip.read()["/failed"]


def test_a_chip_that_holds_the_bus_is_clocked_free(tmp_path: Path) -> None:
    """The processor was reset while the sensor sent a byte: it holds the data line until it is clocked on."""
    clip = clip_of(tmp_path)
    hold = [{"do": "fault", "chip": "bus", "set": {"held_clocks": clocks}, "at_ms": 100} for clocks in (1,)]
    for clocks in (1, 5, 9):
        hold[0]["set"] = {"held_clocks": clocks}
        observed = clip.run(10, None, hold)
        assert "/faults.json" not in clip.read(), observed.console
    hold[0]["set"] = {"held_clocks": 1_000}
    clip.run(10, None, hold)
    assert b"sensor missing" in clip.read()["/faults.json"], "the model does hold it"
