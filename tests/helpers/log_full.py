"""Runs on MicroPython: a run that is longer than the flash, on littlefs with older sessions on it.

Arguments: blocks below which raw samples stop, downloaded sessions go, the log stops; a folder for what is left of the
session. Prints lines of key and value.
"""

# ruff: noqa: PTH123
# MicroPython has no pathlib.

import sys

import vfs  # pyright: ignore[reportMissingModuleSource]

from log_flash import BLOCK_BYTES, Flash
from log_power_cut import MOUNT, ROOT, mount, old_session, sessions
from log_script import SETTINGS, Script, header
from recoil_clip.log.store import Store, entries
from recoil_clip.log.writer import SessionWriter
from recoil_clip.spec.log import RAW_ALL

SECONDS = 500


def main(raw_blocks, log_blocks, least_blocks, target):
    """Fill it up."""
    flash = Flash(56)
    vfs.VfsLfs2.mkfs(flash, progsize=256, readsize=32, lookahead=32)  # pyright: ignore[reportArgumentType]
    mount(flash)
    for is_downloaded in (False, True, False, True):
        old_session(ROOT, is_downloaded)
    old = sessions()
    store = Store(ROOT, raw_blocks * BLOCK_BYTES, log_blocks * BLOCK_BYTES, least_blocks * BLOCK_BYTES)
    log = SessionWriter(store, header(RAW_ALL), SETTINGS)
    script = Script(log, SECONDS)
    script.start()
    raw_until_ms = full_from_ms = 0
    while script.polls:
        script.polls -= 1
        script.poll()
        log.flush_due(script.now_ms)
        if log.is_raw_on:
            raw_until_ms = script.now_ms
            assert len(entries(ROOT)) == 6, "a session went before raw samples stopped"
        if log.is_full() and not full_from_ms:
            full_from_ms = script.now_ms
            assert len(entries(ROOT)) == 4, "full with downloaded sessions on it"
    script.stop()
    vfs.umount(MOUNT)
    mount(Flash(0, flash.data))
    found = sessions()
    for number in ("2", "4"):
        assert not [path for path in found if path[4] == number]
    for path, data in old.items():
        assert path[4] in "24" or found[path] == data, path + " was never downloaded and is gone"
    print("steps", script.steps)
    print("raw_until_ms", raw_until_ms)
    print("full_from_ms", full_from_ms)
    print("lost_pages", log.lost_pages())
    for path, data in found.items():
        if path[4] == "5":
            with open(target + "/" + path.split("/")[-1], "wb") as file:
                file.write(data)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), sys.argv[4])
