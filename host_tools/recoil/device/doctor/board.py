"""The board at the port: its MicroPython, firmware, clock, flash, and what its files tell."""

import binascii
import os
import re
import time
from collections.abc import Iterator

from recoil.common.errors import one_line
from recoil.device.clock import TOLERANCE_S, check_clock
from recoil.device.configuration import read_settings
from recoil.device.doctor.finding import Finding, checked, fail, ok, skipped, warn
from recoil.device.errors import DeviceError
from recoil.device.facts import Facts
from recoil.device.files import read_files, remove_file
from recoil.device.flash.checks import WITH_RADIO, check_board
from recoil.device.rawflash import heads_of
from recoil.device.repl import Link
from recoil.device.schema import Wrong, decoded, either, flag, label, number, row
from recoil.runtimes.crosscompile import mpy_version
from recoil.runtimes.trace import RuntimeMissingError
from recoil.session.sentences import count
from recoil_clip.app.version import VERSION
from recoil_clip.spec.files import FAILED, FAULTS

FLASH_FIRST = "no firmware on the board: flash it first (recoil flash)"
FIRST_RELEASE = "its drivers are those of Recoil 0.1: bring it up to date first (recoil flash)"
LITTLE_ROOM = 0.1
TRIAL = "/recoil-doctor.tmp"
TRIAL_BYTES = 4096
MOST_SHOWN = 5
_TRY_FLASH = """
import json, os
from binascii import crc32, unhexlify
def trial(path, size, seed):
    block = bytearray(unhexlify(seed))
    crc = 0
    with open(path, "wb") as file:
        for n in range(size // len(block)):
            block[0] = n & 255
            crc = crc32(block, crc)
            file.write(block)
    again = 0
    with open(path, "rb") as file:
        while True:
            data = file.read(len(block))
            if not data:
                break
            again = crc32(data, again)
    os.remove(path)
    return crc == again
try:
    said = trial({path!r}, {size}, {seed!r})
except OSError as error:
    said = str(error)
print(json.dumps(said))
"""
_FAULT = row(number(0, 1 << 40), number(0, 1 << 34), label(120))  # how often, when at last, what
_WEARER = re.compile(r"\bwearer_\w+")


def board(link: Link, facts: Facts) -> Iterator[Finding]:
    """Look at the board and its files."""
    yield machine(facts)
    yield firmware(facts)
    yield from checked("clock", lambda: clock(link))
    heads = None if facts.is_recoil else heads_of(link)
    if heads is not None and heads.waiting:
        # To try the flash would write where they lie.
        seen = f"its file system was damaged and formatted, but {count(heads.waiting, 'piece')} of sessions are there"
        yield fail("flash", seen, "recoil rescue gets them off; only then recoil flash.")
    else:
        yield from checked("flash", lambda: flash(link, facts))
    if not facts.is_recoil:
        yield skipped("faults", FLASH_FIRST)
        yield skipped("settings", FLASH_FIRST)
        return
    yield from checked("faults", lambda: faults(link))
    yield from checked("settings", lambda: settings(link, facts))


def machine(facts: Facts) -> Finding:
    """Say which board it is; one that is none of ours is a failure."""
    name = one_line(facts.machine or facts.platform, 60)
    major, minor = facts.mpy & 0xFF, facts.mpy >> 8 & 3
    seen = f"{name}, id {one_line(facts.clip_id, 32)}, MicroPython {facts.micropython}, .mpy {major}.{minor}"
    try:
        check_board(facts, any_board=False, replaces=True)
    except DeviceError as error:
        return fail("board", f"{seen}: {one_line(error)}", *error.advice)
    try:
        writes = mpy_version()
    except (RuntimeMissingError, OSError):
        return ok("board", seen)
    # A bytecode version covers several minor ones; only machine code has to match in both.
    if writes[0] != major:
        return warn(
            "board",
            f"{seen}, but mpy-cross here writes .mpy {writes[0]}.{writes[1]}",
            "Install the mpy-cross of the board's MicroPython release.",
        )
    return ok("board", seen)


def firmware(facts: Facts) -> Finding:
    """Compare the board's firmware with this computer's."""
    if facts.firmware and not facts.main.strip():
        return fail(
            "firmware",
            f"{one_line(facts.firmware, 20)} is there, but main.py, which starts it, is missing or cannot be read",
            "recoil download gets the sessions off it, recoil rescue those that are missing then.",
            "recoil flash mends it.",
        )
    if facts.firmware == VERSION:
        return ok("firmware", f"{VERSION}, as on this computer")
    if facts.firmware:
        seen = f"{one_line(facts.firmware, 20)} on the clip, {VERSION} on this computer"
        return warn("firmware", seen, "recoil flash puts this computer's on the clip.")
    if facts.is_foreign:
        return fail(
            "firmware",
            "the board runs a program that is not Recoil's (its main.py)",
            "Is it the right port? recoil flash --replace puts the firmware on it.",
        )
    return fail("firmware", "none: MicroPython only", "recoil flash")


def clock(link: Link) -> Finding:
    """Compare the clocks, and leave the clip's as it is."""
    drift_s = check_clock(link, sets=False).drift_s
    advice = "recoil download and recoil flash set it; it is lost when the battery is off."
    if drift_s is None:
        seen = "never set: sessions are named by number only"
        quiet = "" if read_settings(link).quiet_from_h is None else ", and quiet hours are not kept"
        return warn("clock", seen + quiet, advice)
    if abs(drift_s) > TOLERANCE_S:
        way = "ahead of" if drift_s > 0 else "behind"
        return warn("clock", f"{abs(drift_s):.0f} s {way} this computer's", advice)
    return ok("clock", "agrees with this computer's to 2 s")


def flash(link: Link, facts: Facts) -> Finding:
    """Write, read and remove a small file."""
    size, free = facts.flash_bytes, facts.free_bytes
    room = f"{size / 1e6:.1f} MB, {free / 1e6:.1f} MB free"
    if free < 2 * TRIAL_BYTES:
        return fail("flash", f"{room}: full", "recoil download gets the sessions off it; then it makes room.")
    seed = binascii.hexlify(os.urandom(64)).decode()
    said = link.ask(_TRY_FLASH.format(path=TRIAL, size=TRIAL_BYTES, seed=seed), either(flag, label(200)), timeout_s=12)
    if said is not True:
        why = "a file read back is not what was written" if said is False else f"cannot be written ({one_line(said)})"
        return fail("flash", f"{room}: {why}", "Download what is on it, then flash MicroPython anew.")
    seen = f"{room}; a file written, read and removed"
    if free < LITTLE_ROOM * size:
        return warn("flash", f"{seen}; little room", "recoil download gets the sessions off it.")
    return ok("flash", seen)


def faults(link: Link) -> Finding:
    """Read what went wrong before."""
    data, ended = read_files(link, [FAULTS, FAILED])
    if ended is not None:
        error = one_line(ended.decode("utf-8", "replace").partition("\n")[2], 200) or "which is not known"
        return fail(
            "faults",
            f"the app ended by an error: {without_wearer(error)}",
            "recoil flash mends a damaged firmware and forgets the error; recoil doctor --clear-fault only forgets it.",
        )
    if data is None:
        return ok("faults", "none were ever noted")
    try:
        kept = decoded(data)
        if not isinstance(kept, dict):
            raise Wrong("no object")
        noted = [(label(40)(name), _FAULT(entry)) for name, entry in kept.items()]
        entries = sorted(((last, count, name, what) for name, (count, last, what) in noted), reverse=True)
    except Wrong:
        return warn("faults", "the clip's list of faults, /faults.json, is damaged", "The clip begins a new one.")
    if not entries:
        return ok("faults", "none were ever noted")
    lines = [
        f"{name}, {count} time{'s' * (count > 1)}, {_day(last)}: {without_wearer(one_line(what, 120))}"
        for last, count, name, what in entries
    ]
    shown, more = lines[:MOST_SHOWN], len(lines) - MOST_SHOWN
    tail = [f"and {more} more"] if more > 0 else []
    return warn(
        "faults",
        "\n".join(["noted so far:", *shown, *tail]),
        "Old ones stay in the list; look at the dates. What is mended: recoil doctor --clear-fault.",
    )


def clear_faults(link: Link) -> bool:
    """Have the clip forget the faults that it has noted and that its app failed; return whether there was any."""
    return bool([path for path in (FAULTS, FAILED) if remove_file(link, path)])


def settings(link: Link, facts: Facts) -> Finding:
    """Read the settings as the clip does; say how a watch finds it, if it is to be found."""
    found = read_settings(link)
    problems = [without_wearer(one_line(problem, 200)) for problem in found.problems]
    if problems:
        return warn("settings", "\n".join(problems), "recoil config edit shows them all, and the ranges.")
    if not found.bluetooth:
        return ok("settings", "all are valid")
    if not any(board in (facts.machine or "") for board in WITH_RADIO):
        return warn("settings", "bluetooth is on, but this board has no radio", "docs/hardware: which boards have one.")
    name = one_line(found.clip_name, 30)
    seen = f"all are valid; a watch finds the clip as a foot pod named {name}, while it is awake and off the cable"
    return ok("settings", seen)


def without_wearer(text: str) -> str:
    """Return a sentence without what it may tell of the wearer."""
    found = _WEARER.search(text)
    return f"{text[: found.end()]} has a value that it cannot have" if found else text


def _day(utc_s: float) -> str:
    return "last " + time.strftime("%Y-%m-%d", time.gmtime(int(utc_s))) if utc_s > 0 else "not known when"
