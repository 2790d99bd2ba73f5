"""Has every command talk to hostile clips, in made-up time: `python tests/helpers/fuzz_cable.py --count 100`.

Case N is always the same one: `--first N --count 1` tries it again. With `--gone` the clips are sound, at their prompt
or with an app that runs, and case N is pulled out at the Nth thing that is done with its port.
"""

import argparse
import io
import os
import re
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack, redirect_stdout
from pathlib import Path
from random import Random
from typing import Any
from unittest import mock

import serial
from typer.testing import CliRunner

from hostile_clip import CASES, PORT, Case, Clock, HostileLine
from recoil.cli.app import app
from recoil.device import ports, repl
from recoil.device.flash import bootsel
from recoil.device.live import listening

LONGEST_S = 15.0
WORDS_OF_GONE = re.compile(r"is gone|unplugged|stopped answering|is there no port|there is no port|cannot be opened")
Line = Callable[[Case, Clock, dict], HostileLine]
COMMANDS = {
    "devices": ("devices", "--port", PORT),
    "devices --json": ("devices", "--port", PORT, "--json", "--interrupt"),
    "sessions": ("sessions", "--port", PORT),
    "download": ("download", "--port", PORT, "--to", "{folder}/runs"),
    "config show": ("config", "show", "--port", PORT),
    "config set": ("config", "set", "clip_name=Bea", "--port", PORT),
    "doctor": ("doctor", "--no-feel", "--port", PORT),
    "live": ("live", "--json", "--for", "2", "--port", PORT),
    "coach": ("coach", "show", "--port", PORT),
    "rescue": ("rescue", "--port", PORT, "--out", "{folder}/rescued"),
    "flash": ("flash", "--dry-run", "--port", PORT),
}


class Pulled(HostileLine):
    """A sound clip that is pulled out at the Nth thing that is done with its port."""

    left = 0

    def _done(self) -> None:
        self.left -= 1
        if self.left < 0:
            raise serial.SerialException(5, "Input/output error")

    @property
    def in_waiting(self) -> int:
        """Return how much has come by now."""
        self._done()
        return super().in_waiting

    def read(self, size: int = 1) -> bytes:
        """Read what comes within the timeout."""
        self._done()
        return super().read(size)

    def write(self, data: bytes) -> int:
        """Take what the host says."""
        self._done()
        return super().write(data)


def pulled(number: int, kind: str, command: str, folder: Path) -> tuple[str | None, bool]:
    """Have a command talk to a sound clip that is pulled out; return what is wrong, and whether it was over before."""
    lines: list[Pulled] = []
    left = [number]

    def line(case: Case, clock: Clock, named: dict) -> HostileLine:
        lines.append(_prepared(Pulled(case, clock), named))
        if len(lines) > 1:
            left[0] = lines[-2].left
        lines[-1].left = left[0]
        if left[0] < 0:
            raise serial.SerialException(2, "could not open port: No such file or directory")
        return lines[-1]

    said: list[str] = []
    case = Case(number, kind, "", "", Random(number))
    problem = tried(case, command, folder, line, said)
    is_over = bool(lines) and lines[-1].left >= 0
    did_all = said[1:] == ["0"] or "did not arrive as it was sent" in said[0]  # the made-up clip keeps nothing
    if problem is None and not (is_over or did_all) and not WORDS_OF_GONE.search(said[0]):
        problem = f"does not say that the clip is gone: {said[0]!r}"
    return problem, is_over


def tried(
    case: Case, command: str, folder: Path, line: Line | None = None, said: list[str] | None = None
) -> str | None:
    """Have a command talk to a clip; return what is wrong with how it ended."""
    clock = Clock()
    line = line or _line
    words = [word.format(folder=folder) for word in COMMANDS[command]]
    with ExitStack() as stack:
        for target, name, value in (
            (time, "monotonic", clock.monotonic),
            (time, "sleep", clock.sleep),
            (serial, "serial_for_url", lambda *given, **named: line(case, clock, named)),
            (ports, "comports", list),
            (bootsel, "drive_roots", list),
        ):
            stack.enter_context(mock.patch.object(target, name, value))
        stack.enter_context(mock.patch.object(listening.listen_to, "__defaults__", (clock.monotonic,)))
        stack.enter_context(mock.patch.dict(repl._left_s, clear=True))  # each talk is a process of its own
        stack.enter_context(mock.patch.dict(os.environ, {"RECOIL_LIBRARY": str(folder / "library")}))
        begun_s = clock.now_s
        with redirect_stdout(io.StringIO()):
            result = CliRunner().invoke(app, words)
    took_s = clock.now_s - begun_s
    if said is not None:
        said += [result.output, str(result.exit_code)]
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        return "".join(traceback.format_exception(result.exception))
    if took_s > LONGEST_S * (2 if command in ("doctor", "live") else 1):
        return f"it took {took_s:.0f} s: {result.output[-300:]}"
    odd = {c for c in result.output if c != "\n" and not c.isprintable()}
    return f"raw characters {odd!r} in {result.output[:300]!r}" if odd else None


def _line(case: Case, clock: Clock, named: dict) -> HostileLine:
    return _prepared(HostileLine(case, clock), named)


def _prepared(line: Any, named: dict) -> Any:
    line.timeout = named.get("timeout")
    line.is_open = not named.get("do_not_open", False)
    return line


def main() -> int:
    """Try the cases; return how the command ends."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=CASES)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--command", choices=COMMANDS)
    parser.add_argument("--gone", action="store_true")
    given = parser.parse_args()
    ends: Counter[str] = Counter()
    problems = []
    over: set[tuple[str, str]] = set()
    with tempfile.TemporaryDirectory() as folder:
        for number in range(given.first, given.first + given.count):
            for command in [given.command] if given.command else COMMANDS:
                for kind in ("app", "prompt") if given.gone else ():
                    if (command, kind) in over:
                        continue
                    problem, is_over = pulled(number, kind, command, Path(folder))
                    ends["failed" if problem else "right"] += 1
                    if is_over:
                        over.add((command, kind))
                    if problem:
                        problems.append(f"{command} at the {kind}, pulled out at {number}: {problem}")
                if given.gone:
                    continue
                case = Case.of(number)
                problem = tried(case, command, Path(folder))
                ends["failed" if problem else "right"] += 1
                if problem:
                    problems.append(f"case {number} ({case.kind}, {case.target}, {case.bending}), {command}: {problem}")
    print(f"{sum(ends.values())} talks: {dict(ends)}")
    print("\n".join(problems[:20]))
    return int(bool(problems))


if __name__ == "__main__":
    sys.exit(main())
