# ruff: noqa: PTH123
"""Switches a virtual clip on: called on MicroPython with the path of a JSON file (`VirtualClip.specification`)."""

import io
import json
import time

import micropython  # pyright: ignore
import vfs  # pyright: ignore

from .flash import Flash
from .keyboard import stream_of
from .program import NoPrompt, Program
from .storage import LittleFs
from .switch import Switch, fit
from .system import MicroPython, System


def attended(switch, control):
    """Have someone at the other end of the cable: return the prompt."""
    from .console import Console
    from .pace import Pace
    from .repl import Repl

    board = switch.board
    console = Console(board, switch.script, control)
    console.adopt_print()
    switch.clock.pace = Pace(board, console, time.ticks_us)  # pyright: ignore[reportAttributeAccessIssue]
    return Repl(console, board.keyboard, board.wiring.machine)


def main(path):
    """Run a clip until its script ends."""
    files = vfs.VfsPosix("/")  # pyright: ignore
    with open(path) as file:
        specification = json.load(file)
    switch = Switch(specification, files.open)
    board = switch.board
    journal = specification["journal"]
    flash = Flash(
        files.open(specification["image"], "r+b"),
        switch.clock,
        files.open(journal, "wb") if journal else None,
        **specification["flash"],
    )
    control = specification["control"]
    prompt = attended(switch, files.open(control, "rb")) if control else NoPrompt(board)
    stdin = stream_of(board.keyboard, io.IOBase)
    fit(micropython=MicroPython(micropython), sys=System(board.wiring.machine, stdin))
    storage = LittleFs(flash, files.open(specification["limbo"], "w+b"))
    storage.hide_computer()
    try:
        Program(board, storage, prompt).live()
    except Exception as error:
        board.recorder.note("failed", error=repr(error))
        raise
    board.recorder.harvest(final=True)
    board.recorder.note("end", flash_writes=flash.writes, formatted=storage.formatted)
