"""Hours of the day in which no cue is felt; taken into memory only where they are set."""

from ..compat import const

_DAY_MIN = const(1440)
_DAY_MS = const(86400000)
_MINUTE_MS = const(60000)
_HOUR_MS = const(3600000)
_HOUR_MIN = const(60)


class Quiet:
    """`look` mutes a coach when the quiet hours begin, and unmutes it when they end.

    The clip's clock is UTC: without it, or without what local time is ahead of it, there are no quiet hours. Who
    unmutes in them has cues again. Daylight saving is followed when a computer sets the clock, not in mid-run.

    Args:
        settings: With quiet_from_h, quiet_until_h and utc_offset_min.
        utc_s: The time now, 0 if it is not known.
        now_ms: The same in the session's time.
    """

    def __init__(self, settings, utc_s, now_ms):
        begin_h = settings.quiet_from_h
        offset_min = settings.utc_offset_min
        self._is_on = self._is_ours = False  # whether they are on; whether it is they that have muted
        self._lasts_ms = self._began_ms = 0  # how long they last; how long ago they began at the session's zero
        if begin_h is not None and offset_min is not None and utc_s:
            now_min = utc_s // 60 + offset_min
            self._lasts_ms = ((settings.quiet_until_h - begin_h - 1) % 24 + 1) * _HOUR_MS
            since_ms = (now_min - _HOUR_MIN * begin_h) % _DAY_MIN * _MINUTE_MS + utc_s % 60 * 1000
            self._began_ms = since_ms - now_ms

    def look(self, coach, now_ms):
        """Mute or unmute at the edges of the quiet hours.

        Args:
            coach: With is_muted.
            now_ms: The session's time.

        Returns:
            True if something was changed.
        """
        is_quiet = (now_ms + self._began_ms) % _DAY_MS < self._lasts_ms
        if is_quiet == self._is_on:
            return False
        self._is_on = is_quiet
        if coach.is_muted == is_quiet or not (is_quiet or self._is_ours):
            return False
        self._is_ours = is_quiet
        coach.mute()
        return True
