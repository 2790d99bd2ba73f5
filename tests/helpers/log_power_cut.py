"""Runs on MicroPython: a session on littlefs, then the same flash as it would be had the power gone at each write.

Arguments: what to play (`plain`, `raw`, `removing`, `full`), and a folder for what a reader finds afterwards. Prints
the number of points.
"""

# ruff: noqa: PTH102, PTH123, PTH208
# MicroPython has no pathlib.

import os
import struct
import sys
from binascii import crc32

import vfs  # pyright: ignore[reportMissingModuleSource]

from log_flash import BLOCK_BYTES, PAGE_BYTES, Flash, apply
from log_script import DELAY_MS, PERIOD_US, SETTINGS, Script, header
from recoil_clip.log import downloaded
from recoil_clip.log.store import Store, entries
from recoil_clip.log.writer import SessionWriter
from recoil_clip.spec.log import RAW_ALL, RAW_OFF

MOUNT = "/flash"
ROOT = "/flash/sessions"
MOST_LOST_MS = 10000
LEAST_BLOCKS = 6  # below it a log on a flash that fills up stops


def mount(flash):
    """Mount as the RP2 port does, but for the times of files, which would differ from run to run."""
    vfs.mount(vfs.VfsLfs2(flash, progsize=PAGE_BYTES, readsize=32, lookahead=32, mtime=False), MOUNT)


def read(path):
    """Return a file's bytes."""
    with open(path, "rb") as file:
        return file.read()


def sessions():
    """Return {path: bytes} of all segments."""
    found = {}
    for name, _ in entries(ROOT) if "sessions" in os.listdir(MOUNT) else ():
        if name[:1] == "0":
            for file, _ in entries(ROOT + "/" + name):
                found[name + "/" + file] = read(ROOT + "/" + name + "/" + file)
    return found


def contents(data):
    """Return how many steps and samples are in the pages of a segment; every page has to be intact."""
    steps = samples = at = 0
    while at < len(data):
        size = data[at + 3] * 64
        page = data[at : at + size]
        assert page[:2] == b"RC" and len(page) == size, "a page is cut off"
        assert crc32(page[:-4]) == struct.unpack("<I", page[-4:])[0], "a page is broken"
        end = 16 + struct.unpack("<H", page[12:14])[0]
        if page[2] == 0x57:
            samples += struct.unpack("<H", page[16:18])[0]
        place = 16
        while page[2] == 0x4C and place < end:
            steps += page[place] >> 7
            place += 15 if page[place] & 0x80 else 2 + page[place + 1]
        at += size
    return steps, samples


def old_session(root, is_downloaded):
    """Leave a session of an earlier run."""
    log = SessionWriter(Store(root, log_reserve=0, least=0), header(RAW_OFF))
    script = Script(log, 30)
    for _ in range(script.polls):
        script.poll()
        log.flush_due(script.now_ms)
    script.stop()
    if is_downloaded:
        segments = entries(log.folder())
        data = b"".join([read(log.folder() + "/" + name) for name, _ in segments])
        with open(log.folder() + "/" + "downloaded", "w") as file:
            file.write(downloaded.mark(len(segments), len(data), crc32(data)))


class Run:
    """A session that is played once, with what was known at each write to the flash."""

    def __init__(self, what):
        self.seconds = 70 if what == "raw" else 310 if what == "plain" else 185
        self.raw_minutes = RAW_ALL if what == "raw" else RAW_OFF
        self.is_removing = what == "removing"
        self.is_full = what == "full"
        self.blocks = 18 if self.is_full else 64
        self.least = LEAST_BLOCKS * BLOCK_BYTES if self.is_full else 0
        self.reserve = self.blocks * BLOCK_BYTES if self.is_removing else 0
        self.flash = Flash(self.blocks)
        vfs.VfsLfs2.mkfs(self.flash, progsize=PAGE_BYTES, readsize=32, lookahead=32)  # pyright: ignore[reportArgumentType]
        mount(self.flash)
        self.kept = {}
        if self.is_removing:
            os.mkdir(ROOT)
            for is_downloaded in (True, False, True, False):
                before = sessions()
                old_session(ROOT, is_downloaded)
                if not is_downloaded:
                    self.kept.update({path: data for path, data in sessions().items() if path not in before})
        vfs.umount(MOUNT)
        mount(self.flash)  # what littlefs does next depends on what it has in RAM
        self.before = bytes(self.flash.data)
        self.flash.writes.clear()

    def play(self, flash):
        """Play; remember the time of each write, and from which one on each segment was closed."""
        self.times = []
        self.closed = {}
        self.full_ms = 1 << 29
        store = Store(ROOT, raw_reserve=0, log_reserve=self.reserve, least=self.least)
        log = SessionWriter(store, header(self.raw_minutes), SETTINGS)
        self.folder = log.folder()
        script = Script(log, self.seconds)
        script.start()
        self.note(flash, script)
        segments = 1
        for _ in range(script.polls):
            script.poll()
            log.flush_due(script.now_ms)
            self.note(flash, script)
            if log.is_full():
                self.full_ms = min(self.full_ms, script.now_ms)
            if log._journal._segments > segments:
                self.closed[f"{segments - 1:05d}.seg"] = len(flash.writes)
                segments += 1
        script.stop()
        self.note(flash, script)
        self.log = log

    def note(self, flash, script):
        """Remember when the writes since the last call were."""
        while len(self.times) < len(flash.writes):
            self.times.append(script.now_ms)


class Cuts:
    """Looks at the flash after each write."""

    def __init__(self, run, target):
        self.run = run
        self.target = target
        self.states = {}
        self.name = run.folder.split("/")[-1]
        self.final = sessions()
        removed = [number for number in range(1, 5) if not [path for path in self.final if path[4] == str(number)]]
        assert removed == ([1, 3] if run.is_removing else [2, 3, 4]), f"removed: {removed}"
        assert (run.full_ms < 1000 * run.seconds - 60000) == run.is_full, "full at " + str(run.full_ms) + " ms"
        vfs.umount(MOUNT)

    def check(self, data, writes):
        """Boot with these bytes, `writes` of which were done."""
        run = self.run
        flash = Flash(0, data)
        mount(flash)
        found = sessions()
        steps = samples = 0
        for path in sorted(found):
            if path.startswith(self.name + "/"):
                whole = self.final[path]
                assert whole[: len(found[path])] == found[path], path + " is not what was written"
                more_steps, more_samples = contents(found[path])
                steps += more_steps
                samples += more_samples
                closed = run.closed.get(path.split("/")[-1])
                assert closed is None or writes < closed or found[path] == whole, path + " was closed and is not whole"
        if writes:
            now_ms = min(run.times[writes - 1], run.full_ms)
            assert now_ms - (steps * 360 - DELAY_MS) < MOST_LOST_MS, f"steps of {steps * 360} ms at {now_ms} ms"
            if run.raw_minutes:
                assert now_ms - samples * PERIOD_US // 1000 < MOST_LOST_MS, f"raw samples at {now_ms} ms"
            for path, whole in run.kept.items():
                assert found.get(path) == whole, path + " was never downloaded and is gone"
        self.keep({path: part for path, part in found.items() if path.startswith(self.name + "/")})
        if writes % 7 == 0:
            self.go_on()
        vfs.umount(MOUNT)

    def go_on(self):
        """After the reboot, the next session works."""
        log = SessionWriter(Store(ROOT, raw_reserve=0, log_reserve=0, least=0), header(RAW_OFF))
        script = Script(log, 1)
        script.start()
        script.poll()
        script.stop()
        assert not log.is_full() and not log.fault() and not log.lost_pages(), "no session after the reboot"
        assert contents(read(log.folder() + "/00000.seg")) == (0, 0)

    def keep(self, found):
        """Leave each state that differs from the others for the reader."""
        state = tuple(sorted([(path, len(data)) for path, data in found.items()]))
        if not state or state in self.states:
            return
        folder = f"{self.target}/{len(self.states):04d}"
        self.states[state] = folder
        os.mkdir(folder)
        for path, data in found.items():
            with open(folder + "/" + path.split("/")[-1], "wb") as file:
                file.write(data)


def main(what, target):
    """Play, then cut."""
    run = Run(what)
    run.play(run.flash)
    cuts = Cuts(run, target)
    data = bytearray(run.before)
    writes = run.flash.writes
    for number, write in enumerate(writes):
        cuts.check(data, number)
        torn = bytearray(data)
        apply(torn, write, 2)
        cuts.check(torn, number)
        apply(data, write)
    cuts.check(data, len(writes))
    assert data == run.flash.data

    # The writer on a flash that dies: nothing is raised, and the flash is as it was computed above.
    data = bytearray(run.before)
    for number, write in enumerate(writes):
        if number % 37 == 20:
            flash = Flash(0, run.before)
            flash.alive = number
            mount(flash)
            run.play(flash)
            assert run.log.fault(), "a dead flash went unnoticed"
            vfs.umount(MOUNT)
            assert flash.data == data
        apply(data, write)
    print(len(writes))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
