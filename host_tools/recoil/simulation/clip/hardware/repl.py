"""MicroPython's prompts on the console: the raw one that `mpremote` speaks, and a plain one for people.

After shared/runtime/pyexec.c of MicroPython. A program gets Ctrl-C only when it looks at the clock, sleeps or talks to
a chip.
"""

import sys

from .keyboard import CTRL_C as _CTRL_C
from .keyboard import NONE

_CTRL_A, _CTRL_B, _CTRL_D, _LF, _CR, _BACKSPACE, _DELETE = 1, 2, 4, 10, 13, 8, 127
_PASTE = b"\x05A"
_WINDOW = 1024


class Repl:
    """The prompt of a `Program`."""

    def __init__(self, console, keyboard, machine):
        self._console = console
        self._keyboard = keyboard
        self._machine = machine
        self._raw = False

    def wants_main(self):
        """Return True if main.py is to be run: not when a computer talks to the clip."""
        return not self._raw

    def start(self, hard):
        """Be there from the start of a program on."""
        if hard:
            self._raw = False
        else:
            self._console.put("MPY: soft reboot\r\n")
        self._keyboard.interrupt = _CTRL_C

    def run(self, program):
        """Answer until a soft reset is asked for."""
        console = self._console
        self._keyboard.interrupt = NONE
        console.put(self._hello())
        while True:
            line = self._raw_input() if self._raw else self._friendly_input()
            if line is None:
                return
            if line is False:
                console.put(self._hello())
            elif self._raw:
                if not self._execute_raw(program, line):
                    return
            else:
                self._execute(program, line)

    def _hello(self):
        if self._raw:
            return "raw REPL; CTRL-B to exit\r\n>"
        version = ".".join([str(part) for part in sys.implementation.version[:3]])
        return f"\r\nMicroPython v{version}; {self._machine} (virtual)\r\n>>> "

    def _raw_input(self):
        """Return a program, None for a soft reset, False for the other prompt."""
        console = self._console
        line = bytearray()
        while True:
            byte = self._keyboard.get()
            if byte == _CTRL_A:
                if line == _PASTE:
                    return self._pasted()
                return False
            if byte == _CTRL_B:
                self._raw = False
                console.put("\r\n")
                return False
            if byte == _CTRL_C:
                line = bytearray()
            elif byte == _CTRL_D:
                if not line:
                    console.put("\r\n")
                    return None
                console.put("OK")
                return line
            else:
                line.append(byte)

    def _pasted(self):
        """Return a program that comes with flow control, a window at a time."""
        console = self._console
        console.put(b"R\x01" + _WINDOW.to_bytes(2, "little") + b"\x01")
        line = bytearray()
        left = _WINDOW
        while True:
            found = self._keyboard.get_through((b"\x03", b"\x04"), left)
            if found[-1] in (_CTRL_C, _CTRL_D):
                console.put(b"\x04")
                return line + found[:-1] if found[-1] == _CTRL_D else bytearray()
            line.extend(found)
            left -= len(found)
            if not left:
                left = _WINDOW
                console.put(b"\x01")

    def _execute_raw(self, program, line):
        """Run a program; False if it ended MicroPython."""
        error = self._guarded(program, line)
        self._console.put(b"\x04")
        self._console.put((error or "").replace("\n", "\r\n"))
        self._console.put(b"\x04")
        if error is not None:
            self._console.put(">")
        return error is not None

    def _guarded(self, program, line):
        """Run a program; its error as text, None if it was SystemExit."""
        self._keyboard.interrupt = _CTRL_C
        try:
            return program.run(bytes(line), "<stdin>")
        except SystemExit:
            return None
        finally:
            self._keyboard.interrupt = NONE

    def _friendly_input(self):
        """Return a line or a block, None for a soft reset, False for the other prompt."""
        console = self._console
        block = ""
        line = ""
        while True:
            byte = self._keyboard.get()
            if byte == _CTRL_A:
                self._raw = True
                return False
            if byte == _CTRL_B:
                return False
            if byte == _CTRL_D and not line and not block:
                console.put("\r\n")
                return None
            if byte == _CTRL_C:
                console.put("\r\n>>> ")
                block = line = ""
            elif byte in (_CR, _LF):
                console.put("\r\n")
                opens = line.rstrip().endswith(":") or line.startswith(("@", " "))
                block += line + "\n"
                if line.strip() and (opens or block.count("\n") > 1):
                    console.put("... ")
                    line = ""
                else:
                    return block
            elif byte in (_BACKSPACE, _DELETE):
                if line:
                    line = line[:-1]
                    console.put("\b \b")
            elif byte >= 32:
                line += chr(byte)
                console.put(bytes((byte,)))

    def _execute(self, program, block):
        """Run a line or a block and print what it gives."""
        if block.strip():
            self._keyboard.interrupt = _CTRL_C
            try:
                exec(compile(block, "<stdin>", "single"), program.globals)
            except (Exception, KeyboardInterrupt) as error:
                self._console.put(program.show(error).replace("\n", "\r\n"))
            finally:
                self._keyboard.interrupt = NONE
        self._console.put(">>> ")
