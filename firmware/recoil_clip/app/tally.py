"""What a session adds up to, for whoever asks while it runs. Nothing here allocates."""

from ..cueing.cues import NO_CUE


class Tally:
    """Counts of steps and cues, the last of each. Times are the session's."""

    def __init__(self):
        self.steps = 0
        self.contact_us = 0
        self.flight_us = 0
        self.bounce_um = 0
        self.peak_mg = 0
        self.cues = 0
        self.cue = NO_CUE
        self.cue_ms = 0

    def step(self, step):
        """A step became known."""
        self.steps += 1
        self.contact_us = step.contact_us
        self.flight_us = step.flight_us
        self.bounce_um = step.bounce_um
        self.peak_mg = step.peak_mg

    def felt(self, cue, time_ms):
        """A cue was felt, or the coach's word that all is well again."""
        self.cues += 1
        self.cue = cue
        self.cue_ms = time_ms
