"""What a board says about itself at its prompt."""

from dataclasses import dataclass

from recoil.common.errors import one_line

from .errors import DeviceError
from .repl import Link
from .schema import label, many, maybe, row, table, text, whole

_ASK = """
import json, os, sys
def fact(get, other=None):
    try:
        return get()
    except Exception:
        return other
def read(path, most):
    with open(path) as file:
        return file.read(most)
def firmware():
    try:
        from recoil_clip.app.version import VERSION
    except ImportError:
        from recoil_app.version import VERSION
    return VERSION
def frozen():
    kept = {name: sys.modules[name] for name in sys.modules if name.split(".")[0] == "recoil_clip"}
    for name in kept:
        del sys.modules[name]
    path = sys.path[:]
    sys.path[:] = [".frozen"]
    try:
        from recoil_clip.app.version import VERSION
    finally:
        sys.path[:] = path
        for name in [name for name in sys.modules if name.split(".")[0] == "recoil_clip"]:
            del sys.modules[name]
        sys.modules.update(kept)
    return VERSION
def unique():
    import machine
    from binascii import hexlify
    return hexlify(machine.unique_id()).decode()
def now():
    import time
    return int(time.time()) if time.gmtime()[0] >= 2024 else 0
said = sys.implementation
main = fact(lambda: read("/main.py", 1500), "")
mark = 'sys.path.insert(0, "'
if mark in main:
    path = main.split(mark)[1].split('"')[0]
    if path not in sys.path:
        sys.path.insert(0, path)
print(json.dumps({
    "implementation": said.name,
    "version": list(said.version[:3]),
    "machine": getattr(said, "_machine", ""),
    "mpy": getattr(said, "_mpy", 0),
    "platform": sys.platform,
    "id": fact(unique, ""),
    "utc_s": fact(now, 0),
    "flash": fact(lambda: list(os.statvfs("/")[:4])),
    "main": main,
    "frozen": fact(frozen),
    "firmware": fact(firmware),
}))
"""
PLATFORM = "rp2"
_ANSWER = table(
    {
        "implementation": label(40),
        "version": many(whole(0, 9999), most=3, least=2),
        "machine": label(200),
        "mpy": whole(0, 1 << 31),
        "platform": label(40),
        "id": label(64),
        "utc_s": whole(),
        "flash": maybe(row(whole(), whole(), whole(), whole())),
        "main": text(1500),
        "frozen": maybe(label(40)),
        "firmware": maybe(label(40)),
    }
)


@dataclass(frozen=True)
class Facts:
    """Of a board with MicroPython, Recoil or not."""

    implementation: str
    version: tuple[int, ...]
    """Of MicroPython."""
    machine: str
    mpy: int
    """`sys.implementation._mpy`: which compiled files it takes."""
    platform: str
    clip_id: str
    utc_s: int
    """Its clock, UTC seconds since 1970; 0 if it was never set."""
    main: str
    """The beginning of its main.py."""
    firmware: str | None
    """Version of the Recoil firmware on it."""
    flash_bytes: int
    free_bytes: int
    frozen: str | None = None
    """Version of the Recoil firmware that is frozen into its image, if one is."""

    @property
    def micropython(self) -> str:
        """The version as text."""
        return ".".join(map(str, self.version))

    @property
    def is_recoil(self) -> bool:
        """Whether the clip's firmware is on it."""
        return self.firmware is not None

    @property
    def is_first_release(self) -> bool:
        """Whether it is the firmware of Recoil 0.1, of which the modules have other names."""
        return self.is_recoil and bool(self.main.strip()) and "recoil_clip" not in self.main

    @property
    def is_foreign(self) -> bool:
        """Whether it runs a program of its own that is not Recoil's."""
        return bool(self.main.strip()) and "recoil_clip" not in self.main and "recoil_app" not in self.main


def facts_of(link: Link) -> Facts:
    """Ask a board at its prompt what it is and what is on its flash."""
    told = link.ask(_ASK, _ANSWER)
    block, fragment, blocks, free = told["flash"] or (0, 0, 0, 0)
    return Facts(
        implementation=told["implementation"],
        version=tuple(told["version"]),
        machine=told["machine"],
        mpy=told["mpy"],
        platform=told["platform"],
        clip_id=told["id"],
        utc_s=told["utc_s"],
        main=told["main"],
        firmware=told["firmware"],
        flash_bytes=fragment * blocks,
        free_bytes=block * free,
        frozen=told["frozen"],
    )


def check_release(link: Link) -> None:
    """Check that the clip takes what this Recoil writes for its app.

    Raises:
        DeviceError: Its firmware is that of Recoil 0.1. Sessions can be read from it, and it can be brought up to date.
    """
    facts = facts_of(link)
    if facts.is_first_release:
        raise DeviceError(
            f"the clip has firmware {one_line(facts.firmware)}, which is too old for this",
            "Bring it up to date first: recoil flash. Its sessions, settings and what it has learnt stay.",
        )


def frozen_modules(link: Link) -> frozenset[str]:
    """Return the modules that are frozen into the clip's image, as `recoil_clip/gait/gait`."""
    printed = link.run('help("modules")').decode("utf-8", "replace")
    return frozenset(name for name in printed.split() if "/" in name)
