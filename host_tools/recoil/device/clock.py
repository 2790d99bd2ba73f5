"""The clip's clock: UTC, checked against this computer's, and set when it is off; local time where it is needed."""

import time
from dataclasses import dataclass

from .configuration import local_offset_min, read_settings, write_settings
from .repl import Link
from .schema import whole

TOLERANCE_S = 2.0
LONG_S = 1.0  # for a clip to be set: on a busy computer the time may be over by then
TRIES = 3
_NOW = "import time; print(time.time() if time.gmtime()[0] >= 2024 else 0)"
_SET = "import machine; machine.RTC().datetime(({}, {}, {}, {}, {}, {}, {}, 0)); print(1)"


@dataclass(frozen=True)
class ClockCheck:
    """`drift_s` is how far the clip's clock was ahead, None if it was never set.

    `offset_min` is what the clip was told of local time, less UTC, for its quiet hours; None: nothing was to be told.
    """

    drift_s: float | None
    was_set: bool
    offset_min: int | None = None

    def line(self) -> str:
        """Say it in words."""
        if self.drift_s is None:
            return "the clip's clock was not set; it is now"
        if self.was_set:
            way = "ahead" if self.drift_s > 0 else "behind"
            return f"the clip's clock was {_long(abs(self.drift_s))} {way}; it is right now"
        return "the clip's clock is right"

    def as_json(self) -> dict[str, float | bool | None]:
        """Return it for another program."""
        return {"drift_s": self.drift_s, "was_set": self.was_set}


def _long(seconds: float) -> str:
    """Return a span as a person says it: 5,897,141 s are 68 days."""
    for unit, size_s in (("days", 86_400), ("hours", 3600), ("minutes", 60)):
        if seconds >= 2 * size_s:
            return f"{seconds / size_s:.0f} {unit}"
    return f"{seconds:.0f} s"


def check_clock(link: Link, sets: bool = True) -> ClockCheck:
    """Compare the clip's clock with this computer's; set it if it is off by more than can be told.

    That is 2 s, and half of the time that the answer took. A clip that was long in being set is set anew.

    A clip with quiet hours is told by how much local time is ahead of UTC here and now, where that has changed.
    """
    before_s = time.time()
    clip_s = link.ask(_NOW, whole())
    half_s = (time.time() - before_s) / 2
    drift_s = clip_s - before_s - half_s if clip_s else None
    if not sets or (drift_s is not None and abs(drift_s) < TOLERANCE_S + half_s):
        return ClockCheck(drift_s, False, _tell_local_time(link) if sets else None)
    for _ in range(TRIES):
        begun_s = time.time()
        now = time.gmtime(begun_s + 0.5)
        parts = (now.tm_year, now.tm_mon, now.tm_mday, now.tm_wday, now.tm_hour, now.tm_min, now.tm_sec)
        link.ask(_SET.format(*parts), whole())
        if time.time() - begun_s < LONG_S:
            break
    return ClockCheck(drift_s, True, _tell_local_time(link))


def _tell_local_time(link: Link) -> int | None:
    settings = read_settings(link)
    offset_min = local_offset_min()
    if settings.quiet_from_h is None or settings.problems or settings.utc_offset_min == offset_min:
        return None
    settings.set("utc_offset_min", offset_min)
    write_settings(link, settings)
    return offset_min
