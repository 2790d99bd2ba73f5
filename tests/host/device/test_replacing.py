"""A file that is replaced on a clip is the old one or the new one, after whichever command the cable is lost."""

import contextlib
import io
import json
from pathlib import Path
from typing import Any, cast

import pytest

from recoil.device.errors import DeviceError, LinkLostError
from recoil.device.files import CHUNK_BYTES, replace_file
from recoil.device.repl import Link
from recoil.device.schema import Check

OLD, NEW = b"old", bytes(range(256)) * (3 * CHUNK_BYTES // 256)


class CutLink:
    """Runs what a clip would run here, until so many commands are done; what `spoil` names arrives damaged."""

    def __init__(self, commands: int, spoil: str = "") -> None:
        self.left = commands
        self._spoil = spoil
        self._names: dict[str, Any] = {}

    def run(self, code: str, *_: float) -> bytes:
        if self.left == 0:
            raise LinkLostError("it is silent")
        self.left -= 1
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            exec(code, self._names)
        for path in Path(self._spoil).glob("*.new") if self._spoil else ():
            path.write_bytes(b"!" + path.read_bytes()[1:])
        return printed.getvalue().encode()

    def ask(self, code: str, check: Check, timeout_s: float = 8) -> Any:
        return check(json.loads(self.run(code)))


def test_after_a_cut_it_is_the_old_one_or_the_new_one(tmp_path: Path) -> None:
    path = tmp_path / "main.py"
    found = []
    for commands in range(20):
        path.write_bytes(OLD)
        link = CutLink(commands)
        with contextlib.suppress(LinkLostError):
            replace_file(cast(Link, link), str(path), NEW)
        found.append(path.read_bytes())
        if link.left:
            break
    assert set(found) == {OLD, NEW}, "never a part of it"
    assert found.index(NEW) >= 4, "it is there at once, after all of its chunks"
    assert found == sorted(found, key=[OLD, NEW].index)
    assert [one.name for one in tmp_path.iterdir()] == ["main.py"]


def test_what_arrived_damaged_does_not_take_its_place(tmp_path: Path) -> None:
    path = tmp_path / "main.py"
    path.write_bytes(OLD)
    with pytest.raises(DeviceError, match="did not arrive as it was sent"):
        replace_file(cast(Link, CutLink(100, spoil=str(tmp_path))), str(path), NEW)
    assert path.read_bytes() == OLD
