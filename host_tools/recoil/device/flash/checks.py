"""Whether a board is one that the firmware can go on."""

from recoil.common.errors import one_line
from recoil.device.errors import DeviceError
from recoil.device.facts import PLATFORM, Facts
from recoil.device.rawflash import Heads
from recoil.session.sentences import count

OLDEST = (1, 24, 0)
BOARDS = ("Feather RP2040", "Nano RP2040", "Thing Plus RP2350", "Feather RP2350", "Pico LiPo")
WITH_RADIO = ("Thing Plus RP2350",)
"""Of them, those whose MicroPython has `bluetooth`."""
BOOTSEL = "Hold BOOTSEL while plugging it in, then: recoil flash --uf2 FILE, with an official file for the board."


def check_version(there: str | None, here: str) -> None:
    """Raise a `DeviceError` if the clip's firmware is newer than this computer's."""
    if there is not None and _numbers(there) > _numbers(here):
        raise DeviceError(
            f"the clip has firmware {one_line(there)}, newer than this computer's {here}",
            "Update Recoil on this computer first.",
            "With --downgrade the older firmware goes on; sessions stay, some may need a newer Recoil to be read.",
        )


def check_pages(heads: Heads | None) -> None:
    """Raise a `DeviceError` where the flash holds pieces of sessions that no computer has: writing destroys them."""
    if heads is not None and heads.waiting:
        raise DeviceError(
            f"this board has no firmware, but its flash still holds {count(heads.waiting, 'piece')} of sessions: "
            "its file system was damaged and formatted anew",
            "Get them off first: recoil rescue",
            "With --discard-sessions the firmware goes on and may destroy them.",
        )


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) if part.isdigit() else 0 for part in version.split("."))


def check_board(facts: Facts, any_board: bool, replaces: bool) -> None:
    """Raise a `DeviceError` for a board that is not one of ours, whose MicroPython is too old, or that is in use."""
    if facts.implementation != "micropython" or facts.platform != PLATFORM:
        raise DeviceError(
            f"this is no clip: {one_line(facts.machine or facts.platform)} with {one_line(facts.implementation)}",
            "The firmware runs on MicroPython on an RP2040 or RP2350.",
            BOOTSEL,
        )
    if facts.version < OLDEST:
        raise DeviceError(
            f"MicroPython {facts.micropython} on this board is too old: {'.'.join(map(str, OLDEST))} is the oldest",
            BOOTSEL,
        )
    if not any_board and not any(board in facts.machine for board in BOARDS):
        raise DeviceError(
            f"Recoil does not know the wiring of this board: {one_line(facts.machine)}",
            f"It knows: {', '.join(BOARDS)}.",
            "With --any-board it is flashed all the same and takes its pins for the Feather's.",
        )
    if facts.is_foreign and not replaces:
        raise DeviceError(
            "this board runs a program that is not Recoil's (its main.py): it is left alone",
            "With --replace the program is kept as main.py.old and the clip's firmware goes on.",
        )
