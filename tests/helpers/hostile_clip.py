"""A clip at a cable that says what no clip says, in time that is made up: garbage, floods, trickles, silence, escapes.

A case is drawn from its number: what the clip is (an app that runs, a prompt, a program that ignores Ctrl-C), which of
its answers is bent, and how. Everything else it answers as a clip does.
"""

import json
import re
import sys
import threading
import time
from binascii import crc32
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

import serial

CASES = 100
REAL_SLEEP = time.sleep
PORT = "hostile://clip"
ESCAPES = "\x1b[2J\x1b]0;owned\x07\x9b31m\u202egnp.exe\u2066\x00\x08\r\nerror: \u200b\ufeff\U000e0041"
NESTED = "[" * 3000 + "]" * 3000
RAW_VALUES = (
    *("null", "true", "-1", "1.5", "0", "{}", "[]", '""', NESTED, "Infinity", "-Infinity", "NaN", "1e999"),
    *("1" + "0" * 400, "-" + "9" * 5000, '"\\ud800"', "[null, null]", '{"a": [1]}', "[[[1]]]"),
    *(json.dumps(ESCAPES), json.dumps(ESCAPES, ensure_ascii=False), json.dumps("x" * 100_000), json.dumps("../../etc")),
)
STATUS = {
    **{"firmware": "0.2.0", "clip": "e660000000000001", "name": "Ann", "board": "Feather", "state": "usb"},
    **{"battery_pct": 80, "battery_mv": 3950, "faults": [], "utc_s": 1_790_000_000, "session": None, "dropped": 0},
    **{"flash_bytes": 7_000_000, "free_bytes": 6_000_000, "sessions": 1, "waiting": 1},
}
FACTS = {
    **{
        "implementation": "micropython",
        "version": [1, 28, 0],
        "machine": "Feather RP2040 with RP2040",
        "mpy": 4870,
        "frozen": None,
    },
    **{"platform": "rp2", "id": "e660000000000001", "utc_s": 1_790_000_000, "flash": [4096, 4096, 1792, 1500]},
    **{"main": 'import sys\nsys.path.insert(0, "/app/a")\nimport recoil_clip.app.launch\n', "firmware": "0.2.0"},
}
SESSION = ["00001-20261118T110640Z", [["00000.seg", 3], ["00001.seg", 2]], ""]
FILES = {
    "/sessions/00001-20261118T110640Z/00000.seg": b"abc",
    "/sessions/00001-20261118T110640Z/00001.seg": b"de",
    "/runners/1-Ann.json": b"{}",
}
SETTINGS = {"clip_name": "Ann", "target": "cadence"}
SENSOR = {
    **{"period_ns": 4_800_000, "count": 458, "us": 2_200_000, "sums": [0, 938_000, 0, 900, 900, 900]},
    **{"least": [0, 2040, 0, 0, 0, 0], "most": [9, 2055, 9, 4, 4, 4], "lost": 0, "bad": 0},
}
ANSWERS: dict[str, Any] = {
    "status": STATUS,
    "facts": FACTS,
    "sessions": SESSION,
    "clock": 1_790_000_000,
    "crc": crc32(b"abcde"),
    "settings": SETTINGS,
    "faults": {"sensor gone": [3, 1_790_000_000, "no answer"]},
    "sensor": SENSOR,
    "motor": {"calibrated": True},
    "gauge": {"percent": 80, "millivolts": 3950},
    "trial": True,
    "starters": {"/boot.py": None, "/main.py": FACTS["main"], "failed": None, "loaded": ["/app/a"]},
    "hashes": ["/app/a/x.mpy", "0" * 64],
    "heads": [192, [1, 2], []],
    "runners": ["1-Ann.json"],
}
BENDINGS = (
    *("value", "value", "value", "whole", "whole", "missing"),
    *("garbage", "flood", "trickle", "silence", "error", "gone"),
)


class Clock:
    """Time that passes only where someone waits."""

    def __init__(self) -> None:
        self.now_s = 1000.0

    def monotonic(self) -> float:
        """Return the time."""
        return self.now_s

    def sleep(self, seconds: float) -> None:
        """Wait; who waits for another program (a compiler's version) does not make it later for those who talk."""
        who = sys._getframe(1).f_globals.get("__name__", "")
        if threading.current_thread() is threading.main_thread() and who != "subprocess":
            self.now_s += max(seconds, 0.0)
        else:
            REAL_SLEEP(seconds)


@dataclass(frozen=True)
class Case:
    """What is bent, and how."""

    number: int
    kind: str
    """`app`, `prompt`, `talks`: prints for ever and ignores Ctrl-C, or `mute`."""
    target: str
    bending: str
    random: Random

    @classmethod
    def of(cls, number: int) -> "Case":
        """Draw a case."""
        random = Random(f"hostile/{number}")
        kind = random.choice(("app", "app", "prompt", "prompt", "prompt", "prompt", "talks", "mute"))
        target = "status" if number % 5 == 0 else random.choice(list(ANSWERS))
        return cls(number, kind, target, random.choice(BENDINGS), random)


class HostileLine:
    """Looks like a `serial.Serial`; what comes is a list of (time, bytes)."""

    def __init__(self, case: Case, clock: Clock) -> None:
        self.case, self.clock = case, clock
        self.timeout: float | None = 0.05
        self.write_timeout: float | None = None
        self.rts = self.dtr = True
        self.is_open = False
        self._coming: list[tuple[float, bytes]] = []
        self._endless: Callable[[], tuple[float, bytes]] | None = None
        self._code = b""
        self._is_raw = False
        self._last_s = clock.now_s
        if case.kind == "talks":
            self._endless = lambda: (0.02, b"reading 1234\r\nignored\r\n")

    def __enter__(self) -> "HostileLine":
        """Use it in a context."""
        return self

    def __exit__(self, *error: object) -> None:
        """Leave the context."""
        self.close()

    def open(self) -> None:
        """Open it."""
        self.is_open = True

    def isOpen(self) -> bool:
        """Tell whether it is open."""
        return self.is_open

    def close(self) -> None:
        """Close it."""
        self.is_open = False

    def flush(self) -> None:
        """Do nothing: everything is written at once."""

    def reset_input_buffer(self) -> None:
        """Forget what has come."""
        self._coming = []

    @property
    def in_waiting(self) -> int:
        """Return how much has come by now."""
        self.clock.now_s += 0.0001  # a look takes a moment, or one who only looks would wait for ever
        self._more()
        return sum(len(data) for at_s, data in self._coming if at_s <= self.clock.now_s)

    def inWaiting(self) -> int:
        """Return how much has come by now."""
        return self.in_waiting

    def read(self, size: int = 1) -> bytes:
        """Read what comes within the timeout."""
        until_s = self.clock.now_s + (self.timeout or 0.0)
        data = b""
        while len(data) < size:
            self._more()
            if not self._coming or self._coming[0][0] > until_s:
                self.clock.now_s = until_s
                break
            at_s, first = self._coming.pop(0)
            self.clock.now_s = max(self.clock.now_s, at_s)
            if first == b"gone":
                raise serial.SerialException("device reports readiness to read but returned no data")
            rest = first[size - len(data) :]
            data += first[: size - len(data)]
            if rest:
                self._coming.insert(0, (at_s, rest))
        return data

    def _more(self) -> None:
        if self._endless is None:
            return
        while not self._coming or (self._coming[-1][0] <= self.clock.now_s and len(self._coming) < 64):
            wait_s, data = self._endless()
            self._last_s = max(self._last_s + wait_s, self.clock.now_s - 1)
            self._coming.append((self._last_s, data))

    def write(self, data: bytes) -> int:
        """Take what the host says."""
        kind = self.case.kind
        if kind == "app" and b"\x16" in data and not self._is_raw:
            self._answer(b"recoil ", "status", b"\r\n")
        if kind in ("talks", "mute"):
            return len(data)
        if self._is_raw:
            self._raw(data)
        elif b"\x01" in data:
            self._is_raw = True
            self._say(b"raw REPL; CTRL-B to exit\r\n>")
        elif b"\x02" in data and kind == "prompt":
            self._say(b"MicroPython v1.28.0\r\n>>> ")
        return len(data)

    def _say(self, data: bytes, after_s: float = 0.0) -> None:
        self._coming.append((self.clock.now_s + after_s, data))

    def _raw(self, data: bytes) -> None:
        if data == b"\x05A\x01":
            self._say(b"R\x00")
            return
        if data.startswith(b"\r\x03"):
            self._is_raw = False
            self._say(b"soft reboot\r\n")
            return
        self._code += data
        if not self._code.endswith(b"\x04"):
            return
        code, self._code = self._code[:-1].decode(), b""
        self._say(b"OK")
        self._run(code)

    def _run(self, code: str) -> None:
        """Answer a program as a clip would."""
        found = re.search(r'send\((\[".*?"\])\)', code)
        if found:
            self._files(json.loads(found.group(1)))
            return
        found = re.search(r"send\((\[[0-9, ]*\])\)$", code)
        if found:  # blocks of the flash: nothing is in them
            self._say(bytes(len(json.loads(found.group(1)))) + b"\x04\x04>")
            return
        for mark, name in (
            ("sys.implementation", "facts"),
            ('list_sessions("/sessions")', "sessions"),
            ("time.gmtime()[0] >= 2024", "clock"),
            ("crc = crc32(buffer[:n], crc)", "crc"),
            ("told(sensor)", "sensor"),
            ("told(find)", "motor"),
            ("told(gauge)", "gauge"),
            ("said = trial(", "trial"),
            ('"/boot.py": text("/boot.py")', "starters"),
            ("hashes('/app')", "hashes"),
            ("flash.ioctl(4, 0), found", "heads"),
            ("os.listdir('/runners')", "runners"),
        ):
            if mark in code:
                self._answer(b"", name, b"\r\n")
                return
        self._say((b"1\r\n" if "print(" in code else b"") + b"\x04\x04>")

    def _files(self, paths: list[str]) -> None:
        for path in paths:
            name = {"/settings.json": "settings", "/faults.json": "faults"}.get(path)
            if name is None and path not in FILES:
                self._say(b"\xff\xff")
                continue
            data = FILES.get(path, b"")
            if name == self.case.target or (name is None and self.case.target == "sessions"):
                bent = self._bent(name or "file", data)
                if bent is None:
                    return
                data = bent
            elif name:
                data = json.dumps(ANSWERS[name]).encode()
            for at in range(0, len(data), 2048):
                frame = data[at : at + 2048]
                self._say(len(frame).to_bytes(2, "little") + frame)
            self._say(b"\x00\x00" + crc32(data).to_bytes(4, "little"))
        self._say(b"\x04\x04>")

    def _answer(self, before: bytes, name: str, after: bytes) -> None:
        data = json.dumps(ANSWERS[name]).encode()
        if name == self.case.target:
            bent = self._bent(name, data)
            if bent is None:
                return
            data = bent
        self._say(before + data + after + (b"" if before else b"\x04\x04>"))

    def _bent(self, name: str, data: bytes) -> bytes | None:
        """Return an answer bent; None where it never ends, never comes, or comes as an error."""
        random, how = self.case.random, self.case.bending
        value = ANSWERS.get(name)
        if how in ("value", "missing") and isinstance(value, dict | list):
            keys = list(value) if isinstance(value, dict) else list(range(len(value)))
            key = random.choice(keys)
            if how == "missing":
                left = {k: v for k, v in value.items() if k != key} if isinstance(value, dict) else value[:-1]
                return json.dumps(left).encode()
            mark = "@" * 9
            bent = (
                {**value, key: mark}
                if isinstance(value, dict)
                else [mark if n == key else v for n, v in enumerate(value)]
            )
            return json.dumps(bent).replace(json.dumps(mark), random.choice(RAW_VALUES)).encode("utf-8", "replace")
        if how in ("value", "whole", "missing"):
            return random.choice(RAW_VALUES).encode("utf-8", "replace")
        if how == "garbage":
            return random.randbytes(random.randrange(1, 5000)).replace(b"\x04", b"?")
        if how == "flood":
            self._endless = lambda: (0.0001, b"\x1b[31mA" * 40)
            return None
        if how == "trickle":
            self._endless = lambda: (0.4, b" ")
            return None
        if how == "gone":
            self._say(b"gone")
            return None
        if how == "error":
            self._say(b"\x04Traceback (most recent call last):\r\n" + f"OSError: {ESCAPES}".encode() + b"\x04>")
            return None
        return None  # silence
