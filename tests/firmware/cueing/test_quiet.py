"""Hours of the day without cues, by the clip's clock and what local time is ahead of it."""

from dataclasses import dataclass

import pytest

from recoil_clip.cueing.quiet import Quiet
from recoil_clip.settings.settings import Settings

MIDNIGHT_S = 1_790_035_200
"""UTC."""
MINUTE_MS = 60_000


@dataclass
class Mutable:
    is_muted: bool = False

    def mute(self) -> bool:
        self.is_muted = not self.is_muted
        return self.is_muted


def quiet(from_h: int | None, until_h: int, offset_min: int | None, clock: str = "00:00", now_ms: int = 0) -> Quiet:
    """Quiet hours of a session at a time of the day in UTC; without one the clock was never set."""
    settings = Settings()
    for name, value in (("quiet_from_h", from_h), ("quiet_until_h", until_h), ("utc_offset_min", offset_min)):
        settings.set(name, value)
    utc_s = MIDNIGHT_S + 3600 * int(clock[:2]) + 60 * int(clock[3:]) if clock else 0
    return Quiet(settings, utc_s, now_ms)


def mutes(hours: Quiet, minutes: int, coach: Mutable | None = None) -> list[tuple[int, bool]]:
    """After how many minutes what is changed, in so many."""
    one = coach or Mutable()
    return [
        (minute, one.is_muted)
        for minute in range(minutes)
        if hours.look(one, minute * MINUTE_MS)  # pyright: ignore
    ]


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        (quiet(22, 7, 60, "20:00"), [(60, True), (600, False)]),  # 21:00 there
        (quiet(22, 7, 60, "05:30"), [(0, True), (30, False)]),
        (quiet(22, 7, 0, "07:00"), []),
        (quiet(22, 7, 0, "06:59"), [(0, True), (1, False)]),
        (quiet(9, 17, -210, "12:00"), [(30, True), (510, False)]),  # 8:30 in Newfoundland
        (quiet(0, 6, 840, "10:05"), [(0, True), (355, False)]),  # 0:05 on the next day, UTC+14
        (quiet(22, 7, 60, "20:00", now_ms=5 * MINUTE_MS), [(65, True), (605, False)]),  # the session's zero lies before
        (quiet(22, 7, None, "23:00"), []),
        (quiet(22, 7, 60, ""), []),
        (quiet(None, 7, 60, "23:00"), []),
        (quiet(7, 7, 0, "23:00"), [(0, True)]),  # the whole day
    ],
)
def test_when_cues_are_muted(hours: Quiet, expected: list[tuple[int, bool]]) -> None:
    assert mutes(hours, 700) == expected


def test_a_second_counts() -> None:
    hours = quiet(22, 7, 0, "21:59")
    coach = Mutable()
    assert not hours.look(coach, 59_999) and hours.look(coach, 60_000) and coach.is_muted


def test_who_wants_cues_in_them_has_them() -> None:
    hours, coach = quiet(22, 7, 0, "23:00"), Mutable()
    assert hours.look(coach, 0) and coach.is_muted
    coach.mute()
    assert mutes(hours, 700, coach) == [] and not coach.is_muted


def test_who_muted_before_them_stays_muted_after_them() -> None:
    hours, coach = quiet(22, 7, 0, "21:00"), Mutable(is_muted=True)
    assert mutes(hours, 700, coach) == [] and coach.is_muted
