"""A virtual clip that is kept: its folder has its flash and, in `clip.json`, which board and which clip it is."""

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from recoil.common.errors import RecoilError, one_line
from recoil.device.virtual_ports import lock, virtual_ports
from recoil.firmware.compiled import firmware_files
from recoil.simulation.clip import engine
from recoil.simulation.clip.clip import VirtualClip

MARK = "clip.json"
FORMAT = 1
BOARD = "feather_rp2040"
_MAKER = "e66"  # what the numbers of boards with an RP2040 mostly begin with


class PersistentClip:
    """`clip` is the virtual clip in a folder, `is_new` whether it was just made; without an app its flash is empty."""

    def __init__(self, folder: Path, board: str | None = None) -> None:
        mark = folder / MARK
        self.is_new = not mark.exists()
        if self.is_new and folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
            raise RecoilError(f"{one_line(folder)} is there already and not a virtual clip's: choose another folder")
        kept = {"board": board or BOARD, "unique_id": number_of(folder)} if self.is_new else _read(mark)
        if board and board != kept["board"]:
            raise RecoilError(
                f"the virtual clip in {one_line(folder)} is a {kept['board']}, not a {board}",
                "Leave --board away, or choose another folder for another clip.",
            )
        self.clip = VirtualClip(folder, kept["board"], runtime=engine.MICROPYTHON, unique_id=kept["unique_id"])
        if self.is_new:
            # The mark first: a flash that is not formatted is formatted at boot, as on a board.
            mark.write_text(json.dumps({"format": FORMAT, **kept}) + "\n", encoding="utf-8")
            self.clip.flash({})

    @property
    def has_app(self) -> bool:
        """Whether there is an app in the flash."""
        return "/main.py" in self.clip.read()

    @contextmanager
    def reserved(self) -> Iterator[None]:
        """Let nobody else switch the clip on: two processors on one flash would spoil it."""
        with (self.clip.folder / MARK).open("r+", encoding="utf-8") as stream:
            if not lock(stream):
                where = [port.path for port in virtual_ports() if port.folder == str(self.clip.folder)]
                at = f", its port is {where[0]}" if where else ""
                raise RecoilError(
                    f"this virtual clip is on already{at}", "For a second one name another folder: recoil virtual OTHER"
                )
            yield

    def put_firmware(self) -> None:
        """Put the firmware on the clip in place of what there was of it; sessions and settings stay."""
        files = firmware_files()
        # In `app` are those that recoil flash puts there; they would be found first.
        folders = {path.split("/")[1] for path in files if path.count("/") > 1} | {"app"}
        old = [path for path in self.clip.read() if path.split("/")[1] in folders]
        self.clip.remove(*old)
        self.clip.put(files)


def number_of(folder: Path) -> str:
    """Return the number of the clip in a folder: 16 hex digits, always the same ones for the same folder."""
    digest = hashlib.sha256(os.path.realpath(folder).encode("utf-8", "surrogateescape")).hexdigest()
    return (_MAKER + digest)[:16]


def _read(mark: Path) -> dict[str, str]:
    try:
        kept = json.loads(mark.read_text(encoding="utf-8"))
        return {"board": str(kept["board"]), "unique_id": bytes.fromhex(kept["unique_id"]).hex()}
    except (OSError, ValueError, TypeError, KeyError):
        raise RecoilError(f"{one_line(mark)} is damaged: choose another folder, or remove this one") from None
