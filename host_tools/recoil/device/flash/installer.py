"""Brings a clip to an image: into the slot that is not in use, verified there, then switched by replacing main.py.

A clip runs code where it lies in the flash, so a slot is in use as long as MicroPython has not started anew since its
app was loaded, whatever main.py says by then.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field

from recoil.device.errors import DeviceError
from recoil.device.facts import Facts
from recoil.device.files import hashes_under, make_folders, remove_file, replace_file, write_file
from recoil.device.repl import Link
from recoil.device.schema import many, maybe, table, text
from recoil_clip.spec.files import FAILED

from .image import SLOTS, Image

Progress = Callable[[int], None]  # bytes more
SPARE_BYTES = 64 * 1024
BLOCK_BYTES = 4096

_COPY = """
def copy(source, target):
    with open(source, "rb") as a:
        with open(target, "wb") as b:
            while True:
                data = a.read(1024)
                if not data:
                    break
                b.write(data)
"""
_CLEAN = """
import os
def clean(folder):
    empty = True
    for entry in list(os.ilistdir(folder)):
        path = folder + "/" + entry[0]
        if entry[1] & 0x4000:
            clean(path)
        elif path not in keep:
            os.remove(path)
            continue
        empty = False
    if empty:
        os.rmdir(folder)
"""

_STARTERS = """
import json, sys
def text(path):
    try:
        with open(path) as file:
            return file.read()
    except (OSError, UnicodeError):
        return None
print(json.dumps({
    "/boot.py": text("/boot.py"),
    "/main.py": text("/main.py"),
    "failed": text(FAILED),
    "loaded": [slot for slot in SLOTS if slot in sys.path],
}))
""".replace("FAILED", repr(FAILED)).replace("SLOTS", repr(SLOTS))
_STARTERS_ANSWER = table(
    {
        **{name: maybe(text(1 << 16)) for name in ("/boot.py", "/main.py", "failed")},
        "loaded": many(text(80), most=len(SLOTS)),
    }
)
_OTHER_COPY = ("2", "3")
"""How often the app has failed when main.py starts the slot that is not its own; it runs in memory alone then."""


@dataclass(frozen=True)
class Plan:
    """What has to be done. Paths are those of the image, but for `strays`."""

    slot: str
    """Where the app is to be afterwards."""
    send: list[str] = field(default_factory=list)
    copy: list[str] = field(default_factory=list)
    """Files that the slot in use has already."""
    strays: list[str] = field(default_factory=list)
    """Files in the slot that do not belong there."""
    starters: list[str] = field(default_factory=list)
    """boot.py or main.py, where they differ."""
    waits: bool = False
    """Whether the clip has to start anew before: what it runs is in the slot that would be written."""

    @property
    def is_done(self) -> bool:
        """Whether the clip is as it is to be."""
        return not (self.send or self.copy or self.strays or self.starters)


class Installer:
    """Puts an image on the clip at the end of a link."""

    def __init__(self, link: Link, image: Image, facts: Facts) -> None:
        self._link = link
        self._image = image
        self._facts = facts

    def plan(self) -> Plan:
        """Look at what is there."""
        image = self._image
        there = hashes_under(self._link, "/app")
        starters = self._link.ask(_STARTERS, _STARTERS_ANSWER)
        in_use = next((slot for slot in SLOTS if starters["/main.py"] == image.main(slot).decode()), "")
        boot_differs = starters["/boot.py"] != image.starters["/boot.py"].decode()
        starter = ["/boot.py"] if boot_differs else []
        if in_use and _of(there, in_use) == image.hashes:
            return Plan(in_use, starters=starter)
        running = in_use or _slot_in(self._facts.main)
        slot = _beside(running)
        waits = slot in starters["loaded"] and _of(there, slot) != image.hashes
        if waits and running and (starters["failed"] or "").startswith(_OTHER_COPY):
            # What main.py starts by itself does not work: the copy that does stays.
            slot, waits = running, False
        here, other = _of(there, slot), _of(there, _beside(slot)) if running else {}
        wrong = [path for path, digest in image.hashes.items() if here.get(path) != digest]
        return Plan(
            slot,
            send=[path for path in wrong if other.get(path) != image.hashes[path]],
            copy=[path for path in wrong if other.get(path) == image.hashes[path]],
            strays=[path for path in here if path not in image.files],
            starters=[*starter, "/main.py"],
            waits=waits,
        )

    def needs_bytes(self, plan: Plan) -> int:
        """Return how much of the flash a plan takes, in whole blocks."""
        sizes = [len(self._image.files[path]) for path in plan.send + plan.copy]
        return sum(-(-size // BLOCK_BYTES) * BLOCK_BYTES for size in sizes)

    def keep(self, path: str, copy: str) -> None:
        """Copy a file on the clip."""
        self._link.run(f"{_COPY}\ncopy({path!r}, {copy!r})")

    def carry_out(self, plan: Plan, progress: Progress) -> None:
        """Do it; at any moment the clip has the old app or the new one. May be interrupted and begun again."""
        image, slot, link = self._image, plan.slot, self._link
        if self._facts.free_bytes < self.needs_bytes(plan) + SPARE_BYTES:
            raise DeviceError(
                f"the firmware needs {self.needs_bytes(plan) // 1024} KB of flash, "
                f"{self._facts.free_bytes // 1024} KB are free",
                "Make room by downloading sessions: recoil download --clear.",
            )
        if plan.strays or plan.send or plan.copy:
            keep = {slot + path for path in image.files}
            link.run(f"keep = {json.dumps(sorted(keep))}\n{_CLEAN}")
            link.run(f"try:\n    clean({slot!r})\nexcept OSError:\n    pass")
            make_folders(link, [slot + path for path in image.files])
        if plan.copy:
            link.run(_COPY)
            for path in plan.copy:
                link.run(f"copy({_beside(slot) + path!r}, {slot + path!r})")
                progress(len(image.files[path]))
        for path in plan.send:
            write_file(link, slot + path, image.files[path], progress)
        if _of(hashes_under(link, slot), slot) != image.hashes:
            raise DeviceError("the firmware on the clip is not what was sent; the old one still runs. Try again")
        for path in plan.starters:
            replace_file(link, path, image.main(slot) if path == "/main.py" else image.starters[path])
        remove_file(link, FAILED)  # main.py would go on starting the other copy


def _of(hashes: dict[str, str], slot: str) -> dict[str, str]:
    """Return the files of a slot by their path in it."""
    return {path.removeprefix(slot): digest for path, digest in hashes.items() if path.startswith(slot + "/")}


def _beside(slot: str) -> str:
    """Return the other slot; the first one beside none."""
    return SLOTS[1] if slot == SLOTS[0] else SLOTS[0]


def _slot_in(main: str) -> str:
    """Return the slot that a main.py, of whatever version, starts; empty if none."""
    return next((slot for slot in SLOTS if f'"{slot}"' in main), "")
