"""What happens to the clip from outside, at which virtual time."""

from .clock import NEVER
from .keyboard import CTRL_C
from .reset import Reset

_RETRY_US = 1000
_WHEN = ("at_ms", "in_ms")


class Script:
    """Events as dictionaries: `do` names one of the methods below, `at_ms` says when, the rest are its arguments.

    `open_file` opens a file of the computer. An event that needs memory while the program has the heap locked comes a
    millisecond later.
    """

    def __init__(self, board, open_file):
        self.due_us = NEVER
        self._board = board
        self._open = open_file
        self._waiting = []  # [us, event] in order
        board.clock.alarms.append(self)

    def add(self, event):
        """Put an event in; without `at_ms` it comes at once, `in_ms` counts from now."""
        now_us = self._board.clock.now_us()
        at_us = int(event["at_ms"] * 1000) if "at_ms" in event else now_us + int(event.get("in_ms", 0) * 1000)
        i = len(self._waiting)
        while i and self._waiting[i - 1][0] > at_us:
            i -= 1
        self._waiting.insert(i, [at_us, event])
        self.due_us = self._waiting[0][0]
        self._board.clock.plan()

    def ring(self):
        """Let the first event happen. (Itself small enough that MicroPython needs no memory to call it.)"""
        try:
            self._happen()
        except MemoryError:
            self.due_us += _RETRY_US
        except Exception as error:  # no program is to blame, so none may see it
            self._board.observer.note("failed", error=repr(error))
            self.do_end()

    def _happen(self):
        event = self._waiting[0][1]
        told = {name: event[name] for name in event if name not in _WHEN}
        self._board.observer.note("event", **told)
        self._waiting.pop(0)
        self.due_us = self._waiting[0][0] if self._waiting else NEVER
        getattr(self, "do_" + told.pop("do"))(**told)

    def do_press(self, ms=None):
        """Press the button; with `ms` it is released after that time."""
        self._board.press(True)
        if ms is not None:
            self.add({"do": "release", "in_ms": ms})

    def do_release(self):
        """Release the button."""
        self._board.press(False)

    def do_usb(self, plugged=True):
        """Plug the cable in, or pull it out."""
        self._board.plug(plugged)

    def do_ctrl_c(self):
        """Interrupt the program, as `mpremote` does."""
        self._board.keyboard.type(CTRL_C)

    def do_type(self, text, every_ms=0, times=1):
        """Send bytes over the cable, given as the characters 0 to 255; again and again if that is asked for."""
        for character in text:
            self._board.keyboard.type(ord(character))
        if times > 1:
            self.add({"do": "type", "text": text, "every_ms": every_ms, "times": times - 1, "in_ms": every_ms})

    def do_battery(self, percent, millivolts=3700):
        """Charge or discharge the battery to a level."""
        self._board.gauge.set(percent, millivolts)

    def do_set_clock(self, utc_s):
        """Set the clock, as a computer does."""
        self._board.rtc.set(int(utc_s * 1000000))

    def do_motion(self, path, before=None, after=None):
        """Begin to play samples from a file."""
        board = self._board
        board.sensor.refresh()
        rests = [level for level in (before, after) if level]
        board.feed.begin(self._open(path), board.sensor.number, *rests)

    def do_fault(self, chip, set=None, call=None, for_ms=None):
        """Set attributes of a model (sensor, motor, gauge, bus), for a while if `for_ms` is given; call its method."""
        model = getattr(self._board, chip)
        values = set or {}
        back = {}
        for name in values:
            back[name] = getattr(model, name)
            setattr(model, name, values[name])
        if call:
            getattr(model, call)()
        if for_ms is not None:
            self.add({"do": "fault", "chip": chip, "set": back, "in_ms": for_ms})

    def do_power_cut(self, off_ms=1000):
        """Take the battery out for a while."""
        self._board.cut_power(int(off_ms * 1000))

    def do_hurry(self, for_ms):
        """While someone watches: go as fast as the computer can for so much virtual time."""
        pace = self._board.clock.pace
        if pace is not None:
            pace.hurry(int(for_ms * 1000))

    def do_end(self):
        """End the run."""
        self._board.clock.kill(Reset("end", final=True))
