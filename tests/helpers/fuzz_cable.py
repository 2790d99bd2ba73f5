"""Has every command talk to hostile clips, in made-up time: `python tests/helpers/fuzz_cable.py --count 100`.

Case N is always the same one: `--first N --count 1` tries it again.
"""

import argparse
import io
import os
import sys
import tempfile
import time
import traceback
from collections import Counter
from contextlib import ExitStack, redirect_stdout
from pathlib import Path
from unittest import mock

import serial
from typer.testing import CliRunner

from hostile_clip import CASES, PORT, Case, Clock, HostileLine
from recoil.cli.app import app
from recoil.device import ports
from recoil.device.flash import bootsel
from recoil.device.live import listening

LONGEST_S = 15.0
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


def tried(case: Case, command: str, folder: Path) -> str | None:
    """Have a command talk to a clip; return what is wrong with how it ended."""
    clock = Clock()
    words = [word.format(folder=folder) for word in COMMANDS[command]]
    with ExitStack() as stack:
        for target, name, value in (
            (time, "monotonic", clock.monotonic),
            (time, "sleep", clock.sleep),
            (serial, "serial_for_url", lambda *given, **named: _line(case, clock, named)),
            (ports, "comports", list),
            (bootsel, "drive_roots", list),
        ):
            stack.enter_context(mock.patch.object(target, name, value))
        stack.enter_context(mock.patch.object(listening.listen_to, "__defaults__", (clock.monotonic,)))
        stack.enter_context(mock.patch.dict(os.environ, {"RECOIL_LIBRARY": str(folder / "library")}))
        begun_s = clock.now_s
        with redirect_stdout(io.StringIO()):
            result = CliRunner().invoke(app, words)
    took_s = clock.now_s - begun_s
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        return "".join(traceback.format_exception(result.exception))
    if took_s > LONGEST_S * (2 if command in ("doctor", "live") else 1):
        return f"it took {took_s:.0f} s: {result.output[-300:]}"
    odd = {c for c in result.output if c != "\n" and not c.isprintable()}
    return f"raw characters {odd!r} in {result.output[:300]!r}" if odd else None


def _line(case: Case, clock: Clock, named: dict) -> HostileLine:
    line = HostileLine(case, clock)
    line.timeout = named.get("timeout")
    line.is_open = not named.get("do_not_open", False)
    return line


def main() -> int:
    """Try the cases; return how the command ends."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=CASES)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--command", choices=COMMANDS)
    given = parser.parse_args()
    ends: Counter[str] = Counter()
    problems = []
    with tempfile.TemporaryDirectory() as folder:
        for number in range(given.first, given.first + given.count):
            for command in [given.command] if given.command else COMMANDS:
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
