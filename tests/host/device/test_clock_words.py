"""How far a clip's clock was off, as a person says it, and when it is set."""

import calendar
import re
import time
from types import SimpleNamespace
from typing import Any, cast

import pytest

from recoil.device import clock
from recoil.device.clock import ClockCheck, check_clock
from recoil.device.repl import Link

NOW_S = 1_790_000_000.9


class Clip:
    """`off_s` is its clock ahead of the computer's, `takes_s` how long each of its answers takes, after the deed."""

    def __init__(self, off_s: float, *takes_s: float) -> None:
        self.now_s = NOW_S
        self.set_to_s: list[int] = []
        self._off_s, self._takes_s = off_s, list(takes_s)

    def ask(self, code: str, check: object) -> int:
        parts = re.search(r"datetime\(\((.*), 0\)\)", code)
        answer = int(self.now_s + self._off_s)
        if parts:
            year, month, day, _, *rest = map(int, parts[1].split(", "))
            self.set_to_s.append(calendar.timegm((year, month, day, *rest)))
        self.now_s += self._takes_s.pop(0)
        return answer


@pytest.mark.parametrize(
    ("clip", "set_to_s"),
    [
        (Clip(0.0, 0.02), []),
        (Clip(0.0, 4.0), []),  # it stood right when it was asked; drift as computed is -2.9 s
        (Clip(-3.0, 0.02, 0.02), [NOW_S + 0.52]),
        (Clip(9.0, 4.0, 0.02), [NOW_S + 4.5]),
        (Clip(9.0, 0.02, 3.0, 0.02), [NOW_S + 0.52, NOW_S + 3.52]),
        (Clip(9.0, 0.02, 3.0, 3.0, 3.0), [NOW_S + 0.52, NOW_S + 3.52, NOW_S + 6.52]),
    ],
    ids=["right", "right, late", "off", "off, late", "set late", "always late"],
)
def test_a_busy_moment_is_no_drift(clip: Clip, set_to_s: list[float], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "time", SimpleNamespace(time=lambda: clip.now_s, gmtime=time.gmtime))
    monkeypatch.setattr(clock, "_tell_local_time", lambda link: None)
    assert check_clock(cast(Link, cast(Any, clip))).was_set == bool(set_to_s)
    assert clip.set_to_s == [int(one) for one in set_to_s]


@pytest.mark.parametrize(
    ("drift_s", "said"),
    [
        (2.4, "2 s ahead"),
        (-119.0, "119 s behind"),
        (150.0, "2 minutes ahead"),
        (-7200.0, "2 hours behind"),
        (-5_897_141.0, "68 days behind"),
    ],
)
def test_a_span_as_a_person_says_it(drift_s: float, said: str) -> None:
    assert ClockCheck(drift_s, was_set=True).line() == f"the clip's clock was {said}; it is right now"
