# ruff: noqa: PTH123
"""What runs on the clip: boot.py and main.py, again after every reset, and the prompt when they end."""

import io
import sys

from .keyboard import CTRL_C, NONE
from .reset import Reset

_TRACE = "/hardware/"  # in file names of this package


class Program:
    """`storage` mounts what the firmware sees; `prompt` is what comes after main.py: it returns for a soft reset."""

    def __init__(self, board, storage, prompt):
        self._board = board
        self._storage = storage
        self._prompt = prompt
        self.globals = {}

    def live(self):
        """Run until the end of the script."""
        cause = Reset("power on", power_lost=True)
        while not cause.final:
            hard = cause.cause != "soft reset"
            self.globals = {}
            self._storage.unmount(hard)
            try:
                self._prompt.start(hard)
                self._board.boot(cause, hard)
                self._session()
                cause = Reset("soft reset")
            except Reset as reset:
                cause = reset
                if not reset.final:
                    self._board.observer.note("reset", cause=reset.cause, trace=self.show(reset))
        self._storage.unmount(True)

    def _session(self):
        """From one reset to the next soft one."""
        self._storage.mount()
        self.globals = {"__name__": "__main__"}
        try:
            self.run_file("boot.py")
            if self._prompt.wants_main():
                error = self.run_file("main.py")
                self._board.observer.note("prompt", error=error)
                if error:
                    print(error)
            self._prompt.run(self)
        except SystemExit:
            return

    def run_file(self, name):
        """Run a file of the flash if it is there; return what its last words were, empty if it just ended."""
        try:
            with open(name) as file:
                source = file.read()
        except OSError:
            return name + " is missing"
        return self.run(source, name)

    def run(self, source, name):
        """Run a program; return the error it ended with as text, or nothing."""
        try:
            try:
                exec(compile(source, name, "exec"), self.globals)
                self._board.clock.deliver()
            finally:
                self._storage.unlock_heap()
        except (Exception, KeyboardInterrupt) as error:
            return self.show(error)
        return ""

    def show(self, error):
        """Return an error as MicroPython prints it, without the lines that are not the program's."""
        text = io.StringIO()
        sys.print_exception(error, text)  # pyright: ignore[reportAttributeAccessIssue]
        lines = [line for line in text.getvalue().split("\n") if _TRACE not in line]
        return "\n".join(lines)


class NoPrompt:
    """Nobody is there: after main.py time just passes."""

    def __init__(self, board):
        self._clock = board.clock
        self._keyboard = board.keyboard

    def start(self, hard):
        """Have Ctrl-C interrupt, as MicroPython does when a program starts."""
        self._keyboard.interrupt = CTRL_C

    def wants_main(self):
        """Return True: main.py is run."""
        return True

    def run(self, program):
        """Wait for a reset."""
        self._keyboard.interrupt = NONE
        while True:
            self._clock.wait_us(1000000)
