"""Puts a board together as a specification says, and its stand-ins in the place of a runtime's own modules."""

import sys
from binascii import unhexlify

from . import current, machine, neopixel, rp2, select
from . import time as virtual_time
from .board import Board
from .clock import ClipClock
from .script import Script
from .wiring import WIRINGS


class Switch:
    """A board with its clock and script; `open_file` opens files of the computer. Its board becomes the current one."""

    def __init__(self, specification, open_file):
        self.clock = ClipClock(0, specification["tick_us"], specification["first_ticks_us"])
        record = open_file(specification["record"], "wb")
        self.board = Board(self.clock, WIRINGS[specification["board"]], record, specification["trim"])
        self.script = Script(self.board, lambda path: open_file(path, "rb"))
        for event in specification["events"]:
            self.script.add(event)
        unique_id = specification.get("unique_id")
        if unique_id:
            self.board.unique_id = unhexlify(unique_id)
        current.power(self.board)


def fit(**others):
    """Have programs import the stand-ins, and whatever else is given by name."""
    stand_ins = {"machine": machine, "neopixel": neopixel, "rp2": rp2, "select": select, "time": virtual_time}
    stand_ins.update(others)
    for name in stand_ins:
        sys.modules[name] = stand_ins[name]
