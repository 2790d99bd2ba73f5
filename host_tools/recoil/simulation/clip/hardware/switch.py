"""Puts a board together as a specification says, and its stand-ins in the place of a runtime's own modules."""

import socket
import sys
from binascii import unhexlify

from . import bluetooth, current, machine, neopixel, rp2, select
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
        air = connected(specification["air"]) if specification.get("air") else None
        self.board = Board(self.clock, WIRINGS[specification["board"]], record, specification["trim"], air)
        self.script = Script(self.board, lambda path: open_file(path, "rb"))
        for event in specification["events"]:
            self.script.add(event)
        unique_id = specification.get("unique_id")
        if unique_id:
            self.board.unique_id = unhexlify(unique_id)
        current.power(self.board)


def connected(port):
    """Return an open connection to a port of this computer."""
    link = socket.socket()
    link.connect(socket.getaddrinfo("127.0.0.1", port)[0][-1])
    return link if hasattr(link, "readline") else link.makefile("rwb", 0)


def fit(**others):
    """Have programs import the stand-ins, and whatever else is given by name."""
    stand_ins = {"machine": machine, "neopixel": neopixel, "rp2": rp2, "select": select, "time": virtual_time}
    if current.board.wiring.has_radio:  # else a program has no such module, as there
        stand_ins["bluetooth"] = bluetooth
    stand_ins.update(others)
    for name in stand_ins:
        sys.modules[name] = stand_ins[name]
