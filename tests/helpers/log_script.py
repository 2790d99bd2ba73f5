"""A scripted session for the log: the same file runs on CPython and on MicroPython, and writes the same bytes.

Nothing here is drawn at random and nothing depends on the clock. Between two polls of 50 ms there are ten samples, and
every 360 ms there is a step that began 700 ms before.
"""

from array import array

from recoil_clip.log.header import Header
from recoil_clip.spec.events import BATTERY, CUE, MARKER, START, STOP, STOP_BUTTON
from recoil_clip.spec.log import MINUTE_NUMBERS, UNKNOWN

PERIOD_US = 5000
POLL_MS = 50
POLL_SAMPLES = 10
STEP_MS = 360
DELAY_MS = 700
SETTINGS = b'{"target": "cadence", "pulse_ms": 120}'


class Step:
    """As the gait core's."""

    def __init__(self):
        self.initial_contact_s = self.initial_contact_us = 0
        self.step_us = self.contact_us = self.flight_us = 0
        self.bounce_um = self.peak_mg = self.side = self.flags = self.speed_mm_s = 0


class Stride:
    """As the form's."""

    def __init__(self):
        self.initial_contact_s = self.initial_contact_us = 0
        self.side = -1
        self.speed_mm_s = 0
        self.values = array("h", [0] * 11)


class Balance:
    """As the gait core's."""

    def __init__(self, left_bp, half_width_bp, pairs):
        self.left_bp = left_bp
        self.half_width_bp = half_width_bp
        self.pairs = pairs


class Totals:
    """As the gait core's."""

    def __init__(self):
        self.cadence_cspm = 16660
        self.place_mm = 0
        self.contact_balance = Balance(4950, 25, 80)
        self.step_time_balance = Balance(5010, -1, 7)
        self.bounce_balance = Balance(5100, 130, 80)


class Script:
    """Plays a run into a `SessionWriter`, one poll at a time; allocates nothing after `__init__`, but for flushes.

    `filled` are all steps so far, `given_ms` when each was given to the writer.
    """

    def __init__(self, writer, seconds):
        self.writer = writer
        self.polls = seconds * 1000 // POLL_MS
        self.now_ms = 0
        self.samples = array("h", bytes(12 * POLL_SAMPLES))
        self.step = Step()
        self.stride = Stride()
        self.numbers = array("h", [UNKNOWN if i == 5 else 900 - 100 * i for i in range(MINUTE_NUMBERS)])
        self.totals = Totals()
        self.steps = 0
        self.seed = 1
        self._phase = 0

    def start(self):
        """What the app logs first."""
        self.writer.event(START, 0)
        self.writer.event(BATTERY, 0, 87 * 65536 + 3950)

    def stop(self):
        """What it logs last."""
        self.writer.event(STOP, self.now_ms, STOP_BUTTON)
        self.writer.close()

    def noise(self, most):
        """Return the next of a fixed row of numbers below `most`, at most 2^13."""
        self.seed = (self.seed * 4093 + 1021) & 0xFFFF
        return (self.seed * most) >> 16

    def poll(self):
        """Let 50 ms pass, without flushing."""
        self.now_ms += POLL_MS
        writer = self.writer
        if writer.is_raw_on:
            self._sample()
        writer.raw(self.samples, POLL_SAMPLES)
        if self.now_ms // STEP_MS != (self.now_ms - POLL_MS) // STEP_MS:
            self._step()
        if self.now_ms % 9000 == 0:
            writer.event(CUE, self.now_ms, 1)
        if self.now_ms % 25000 == 0:
            writer.event(MARKER, self.now_ms)
        if self.now_ms % 60000 == 0:
            writer.minute(self.now_ms, self.totals, 210, self.numbers)

    def _sample(self):
        samples = self.samples
        seed = self.seed
        phase = self._phase
        at = 0
        while at < 6 * POLL_SAMPLES:
            phase = (phase + 1) % 72
            swing = abs(phase - 36) * 60 - 1080
            i = 0
            while i < 6:
                seed = (seed * 4093 + 1021) & 0xFFFF  # as in `noise`, which takes too long for every sample
                samples[at + i] = (swing * (i + 1) >> 2) + (seed * 17 >> 16)
                i += 1
            samples[at + 1] += 2049
            at += 6
        self.seed = seed
        self._phase = phase

    def _step(self):
        step = self.step
        begin_ms = self.now_ms - DELAY_MS
        step.initial_contact_s = begin_ms // 1000
        step.initial_contact_us = begin_ms % 1000 * 1000 + self.noise(1000)
        step.step_us = 360000 + self.noise(8000)
        step.contact_us = 250000 + self.noise(8000)
        step.flight_us = step.step_us - step.contact_us
        step.bounce_um = 80000 + self.noise(8000)
        step.peak_mg = 2400 + self.noise(300)
        step.side = 1 if self.steps & 1 else -1
        step.flags = 2 if self.steps % 50 == 49 else 0
        self.steps += 1
        self.writer.step(step, step.flags)
        if self.steps % 2 == 0:
            self._stride(begin_ms - STEP_MS)

    def _stride(self, begin_ms):
        stride = self.stride
        stride.initial_contact_s = begin_ms // 1000
        stride.initial_contact_us = begin_ms % 1000 * 1000
        i = 0
        while i < 11:
            stride.values[i] = UNKNOWN if self.steps % 40 == 0 else self.noise(4000) + 3000 * (i & 1)
            i += 1
        self.writer.stride(stride)


def header(raw_minutes):
    """Return what the session is."""
    return Header(5000123, PERIOD_US, "e660583883", "0.1.0", 1763825000, True, raw_minutes)


def play(writer, seconds):
    """Play a whole session."""
    script = Script(writer, seconds)
    script.start()
    while script.polls:
        script.polls -= 1
        script.poll()
        writer.flush_due(script.now_ms)
    script.stop()
    return script
