"""Faded feedback: how much of this session is cued, by its place in the plan."""

from ..spec.phases import BASELINE, FEWER, FULL, HELD, OFF, RECALL, REQUEST, RETENTION


class Schedule:
    """How much of a session is cued: `phase`, one of `recoil_clip.spec.phases`, and `cued_pct` of the time.

    Args:
        settings: The cueing fields of the settings, as attributes.
        session: Which session of the plan it is, 1 for the first.
        has_target: Whether anything is asked for.
        has_baseline: Whether own values are known.
        is_held: Whether cues are held back, after pain.
    """

    def __init__(self, settings, session, has_target, has_baseline, is_held=False):
        self.session = session
        self.cued_pct = 0
        mode = settings.schedule
        if mode == "off" or not has_target:
            self.phase = OFF
        elif not has_baseline:
            self.phase = BASELINE
        elif is_held:
            self.phase = HELD
        elif mode == "always":
            self.phase = FULL
        elif mode == "retention":
            self.phase = RETENTION
        elif mode == "request":
            self.phase = REQUEST
        elif mode == "recall":
            self.phase = RECALL
        else:
            self.phase = self._faded(settings)
        if self.phase == FULL or self.phase == RECALL:
            self.cued_pct = 100
        self._quiet_ms = settings.quiet_start_min * 60000
        self._block_ms = settings.fewer_block_min * 60000

    def _faded(self, settings):
        past = self.session - settings.full_sessions
        if past <= 0:
            return FULL
        if past <= settings.fewer_sessions:
            # Four such sessions: 80, 60, 40, 20 %.
            self.cued_pct = 100 * (settings.fewer_sessions + 1 - past) // (settings.fewer_sessions + 1)
            return FEWER
        past -= settings.fewer_sessions + 1
        if past == 0 or (settings.retention_every and past % settings.retention_every == 0):
            return RETENTION
        return REQUEST

    def learn(self):
        """Let the session teach own values after all: form is not what was known. Returns nothing."""
        self.phase = BASELINE
        self.cued_pct = 0

    def cued(self):
        """Tell that a cue was given; returns nothing."""
        if self.phase == RECALL:
            self.cued_pct = 0

    def request(self):
        """Take that the runner asks for cues.

        Returns:
            False where there cannot or must not be any.
        """
        if self.phase == FEWER or self.phase == REQUEST or self.phase == RECALL:
            self.cued_pct = 100
        return self.cued_pct == 100

    def allows(self, running_ms):
        """Tell whether cues may come now.

        Args:
            running_ms: How long the runner has run in this session.

        Returns:
            True if they may: after the quiet start, in the part of a block that is cued.
        """
        past_ms = running_ms - self._quiet_ms
        return past_ms >= 0 and past_ms % self._block_ms < self._block_ms // 100 * self.cued_pct
