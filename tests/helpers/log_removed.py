"""Runs on MicroPython: a computer removes a session, and the power goes at each write to the flash.

Argument: a file with the program by which the computer removes what is renamed, for the sessions' folder here. Prints
the number of points.
"""

# ruff: noqa: PTH102, PTH104, PTH123
# MicroPython has no pathlib.

import os
import sys

import vfs  # pyright: ignore[reportMissingModuleSource]

from log_flash import Flash, apply
from log_power_cut import MOUNT, ROOT, mount, old_session, sessions
from log_script import Script, header
from recoil_clip.log.store import Store, entries
from recoil_clip.log.writer import SessionWriter
from recoil_clip.spec.files import GONE_ENDING
from recoil_clip.spec.log import RAW_OFF


def sound(found):
    """Return the segments that are not being removed."""
    return {path: data for path, data in found.items() if GONE_ENDING not in path}


def main(removing):
    """Remove the second of three sessions."""
    flash = Flash(64)
    vfs.VfsLfs2.mkfs(flash, progsize=256, readsize=32, lookahead=32)  # pyright: ignore[reportArgumentType]
    mount(flash)
    os.mkdir(ROOT)
    for is_downloaded in (False, True, False):
        old_session(ROOT, is_downloaded)
    before = sessions()
    (name,) = [name for name, _ in entries(ROOT) if name[:5] == "00002"]
    kept = {path: data for path, data in before.items() if path[:5] != name[:5]}
    vfs.umount(MOUNT)
    mount(flash)
    data = bytearray(flash.data)
    flash.writes.clear()
    os.rename(ROOT + "/" + name, ROOT + "/" + name + GONE_ENDING)
    exec(removing, {})
    assert sessions() == kept, "the wrong files are gone"
    vfs.umount(MOUNT)
    writes = flash.writes
    for number in range(len(writes) + 1):
        for share in (1, 2) if number < len(writes) else (1,):
            after = bytearray(data)
            if share == 2:
                apply(after, writes[number], 2)
            mount(Flash(0, after))
            found = sound(sessions())
            assert found in (before, kept), "at " + str(number) + ": " + str(list(found))
            log = SessionWriter(Store(ROOT, raw_reserve=0, log_reserve=0, least=0), header(RAW_OFF))
            script = Script(log, 1)
            script.start()
            script.poll()
            script.stop()
            assert log.folder()[-5:] != name[:5] and not log.fault(), "no session after the reboot"
            exec(removing, {})
            left = [name for name, _ in entries(ROOT) if name.endswith(GONE_ENDING)]
            assert not left, "it is never removed: " + str(left)
            vfs.umount(MOUNT)
        if number < len(writes):
            apply(data, writes[number])
    print(len(writes))


if __name__ == "__main__":
    with open(sys.argv[1]) as file:
        main(file.read())
