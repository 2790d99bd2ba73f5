# ruff: noqa: PTH123
"""Switches a virtual clip on: called on MicroPython with the path of a JSON file (`VirtualClip.specification`)."""

import io
import json
import sys
import time

import micropython  # pyright: ignore
import vfs  # pyright: ignore

from .flash import Flash
from .program import NoPrompt, Program
from .storage import LittleFs
from .streams import always, input_of, output_to
from .switch import Switch, fit
from .system import MicroPython, System


def attended(switch, control, speed):
    """Have someone at the other end of the cable: return the prompt and `sys.stdout`."""
    from .console import Console
    from .pace import Pace
    from .repl import Repl

    board = switch.board
    console = Console(board, switch.script, control)
    console.adopt_print()
    switch.clock.pace = Pace(board, console, time.ticks_us, speed)  # pyright: ignore[reportAttributeAccessIssue]
    stdout = output_to(console.put, console.has_room, io.IOBase)
    return Repl(console, board.keyboard, board.wiring.machine), stdout


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
    if control:
        prompt, stdout = attended(switch, files.open(control, "rb"), specification["speed"])
    else:
        prompt, stdout = NoPrompt(board), output_to(sys.stdout.buffer.write, always, io.IOBase)
    system = System(board.wiring.machine, input_of(board.keyboard, io.IOBase), stdout)
    fit(micropython=MicroPython(micropython), sys=system)
    storage = LittleFs(flash, files.open(specification["limbo"], "w+b"))
    storage.hide_computer()
    try:
        Program(board, storage, prompt).live()
    except Exception as error:
        board.observer.note("failed", error=repr(error))
        raise
    board.observer.harvest(final=True)
    board.observer.note("end", flash_writes=flash.writes, formatted=storage.formatted)
