"""What was felt and seen, in virtual time: one JSON object a line."""

import json


class Observer:
    """Writes notes to an open file; pulses of the motor as soon as they are over."""

    def __init__(self, clock, file, motor):
        self._clock = clock
        self._file = file
        self._motor = motor
        self._written = 0  # of its pulses

    def note(self, kind, **values):
        """Write what happens now."""
        values["us"] = self._clock.now_us()
        values["kind"] = kind
        self._write(values)

    def harvest(self, final=False):
        """Write the pulses that are over; finally also one that still lasts."""
        if self._motor.pulses.count == self._written:
            return
        felt = self._motor.felt()
        now_us = self._clock.now_us()
        while self._written < len(felt):
            start_us, end_us = felt[self._written]
            if end_us >= now_us and not final:
                return
            self._written += 1
            self._write({"us": start_us, "kind": "pulse", "end_us": end_us})

    def _write(self, values):
        self._file.write(json.dumps(values).encode() + b"\n")
