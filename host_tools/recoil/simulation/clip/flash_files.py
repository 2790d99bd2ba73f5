"""Files on a virtual clip while it is off: on its flash, or in a folder where there is no MicroPython."""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from recoil.simulation.clip import engine

Source = Path | bytes | str
Files = Mapping[str, Source]


class FilesWhileOff(Protocol):
    """What holds the files of a virtual clip: a plain folder, or the image of a flash."""

    def format(self, files: Files) -> None:
        """Begin anew, with these files."""
        ...

    def put(self, files: Files) -> None:
        """Write files."""
        ...

    def remove(self, paths: tuple[str, ...]) -> None:
        """Remove files."""
        ...

    def fill(self, leave_bytes: int) -> None:
        """Fill it up with /filler.bin, but for so many bytes and at most a block more."""
        ...

    def read(self, under: str = "/") -> dict[str, bytes]:
        """Return all files whose path begins so."""
        ...


class FlashFiles:
    """littlefs on the image of a flash; MicroPython does the work."""

    def __init__(self, image: Path, home: Path, size: int) -> None:
        self._image = image
        self._home = home
        if not image.exists():
            image.write_bytes(b"\xff" * size)

    def format(self, files: Files) -> None:
        """Begin anew, with these files."""
        self._image.write_bytes(b"\xff" * self._image.stat().st_size)
        self._change(format=True, put=files)

    def put(self, files: Files) -> None:
        """Write files."""
        self._change(put=files)

    def remove(self, paths: tuple[str, ...]) -> None:
        """Remove files."""
        self._change(remove=paths)

    def fill(self, leave_bytes: int) -> None:
        """Fill it up with /filler.bin, but for so many bytes and at most a block more."""
        self._change(leave_bytes=leave_bytes)

    def read(self, under: str = "/") -> dict[str, bytes]:
        """Return all files whose path begins so."""
        return self._change(get=under)

    def _change(
        self,
        format: bool = False,
        put: Files | None = None,
        remove: tuple[str, ...] = (),
        leave_bytes: int | None = None,
        get: str = "",
    ) -> dict[str, bytes]:
        """Have `hardware/flash_files.py` do a job; return what is there, without contents unless `get`."""
        with TemporaryDirectory(prefix="recoil-") as name:
            folder = Path(name)
            sources = []
            for number, (path, source) in enumerate((put or {}).items()):
                staged = folder / f"put{number}"
                staged.write_bytes(contents(source))
                sources.append(["/" + path.lstrip("/"), str(staged)])
            job = {"image": str(self._image), "format": format, "put": sources, "remove": remove}
            job |= {"leave_bytes": leave_bytes, "get": str(folder), "under": get}
            path = folder / "job.json"
            path.write_text(json.dumps(job), encoding="utf-8")
            names = json.loads(engine.run("flash_files", path, self._home).splitlines()[-1])
            return {name: (folder / str(number)).read_bytes() if get else b"" for number, name in enumerate(names)}


class FolderFiles:
    """A plain folder."""

    def __init__(self, root: Path) -> None:
        self._root = root
        root.mkdir(parents=True, exist_ok=True)

    def format(self, files: Files) -> None:
        """Begin anew, with these files."""
        shutil.rmtree(self._root)
        self.put(files)

    def put(self, files: Files) -> None:
        """Write files."""
        for path, source in files.items():
            target = self._root / path.lstrip("/")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(contents(source))

    def remove(self, paths: tuple[str, ...]) -> None:
        """Remove files."""
        for path in paths:
            (self._root / path.lstrip("/")).unlink()

    def fill(self, leave_bytes: int) -> None:
        """Refuse: nothing limits a folder."""
        raise engine.VirtualClipError("a virtual clip on CPython has no flash that can be full")

    def read(self, under: str = "/") -> dict[str, bytes]:
        """Return all files whose path begins so."""
        files = {"/" + path.relative_to(self._root).as_posix(): path for path in sorted(self._root.rglob("*"))}
        return {name: path.read_bytes() for name, path in files.items() if path.is_file() and name.startswith(under)}


def contents(source: Source) -> bytes:
    """Return what is to be written: a text, bytes, or what a file of this computer holds."""
    if isinstance(source, Path):
        return source.read_bytes()
    return source.encode() if isinstance(source, str) else source
