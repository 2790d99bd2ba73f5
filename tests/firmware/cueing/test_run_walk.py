"""Running and walking by touch: what is asked when, and whether it was done."""

from typing import Any

import pytest

from app_play import build, events, play, push
from recoil.session.run_walk import Followed, followed, next_step
from recoil_clip.cueing.run_walk import DONE, HALF, IGNORED, LADDER, OBEYED, PATTERNS, RUN, WALK, RunWalk
from recoil_clip.settings.settings import Settings


def settings_of(**changes: Any) -> Settings:
    settings = Settings()
    for name, value in changes.items():
        settings.set(name, value)
    return settings


def told(runs: Any, **changes: Any) -> list[tuple[float, int]]:
    """What a plan says, with its time in s, to a runner who runs at the times that `runs` says."""
    plan = RunWalk(settings_of(run_walk="own", **changes))
    found = [(ms / 1000, plan.look(ms, runs(ms / 1000))) for ms in range(0, 400_000, 250)]
    return [one for one in found if one[1]]


def test_intervals_come_in_turn_and_are_found_to_be_done() -> None:
    own = {"run_walk_run_s": 20, "run_walk_walk_s": 30, "run_walk_times": 3}
    assert told(lambda s: s % 50 >= 34, **own) == [
        (0, WALK), (30, RUN + OBEYED), (50, WALK + OBEYED), (80, RUN + OBEYED), (100, WALK + OBEYED), (106, HALF),
        (130, RUN + OBEYED), (150, DONE + OBEYED),
    ]  # fmt: skip
    walks = [value for _, value in told(lambda _: False, **own)]
    assert walks[1:3] == [RUN + OBEYED, WALK + IGNORED] and walks[-1] == DONE + IGNORED
    runs = [value for _, value in told(lambda _: True, **own)]
    assert runs[1:3] == [RUN + IGNORED, WALK + OBEYED]


def test_the_ladder_grows_from_fifteen_seconds() -> None:
    plan = RunWalk(settings_of(run_walk="ladder"))
    said = {ms // 1000: plan.look(ms, False) for ms in range(0, 140_000, 1000)}
    assert {second: told & 7 for second, told in said.items() if told} == {0: WALK, 120: RUN, 135: WALK}
    shares = [run / (run + walk) for run, walk, _ in LADDER]
    assert shares == sorted(shares) and len(LADDER) == 10
    assert all(25 * 60 <= (run + walk) * times <= 35 * 60 for run, walk, times in LADDER)
    assert len({(count, round(off / on) if count > 1 else 0, on > 200) for count, on, off in PATTERNS}) == 5


@pytest.mark.parametrize(
    ("level", "done", "pain", "following"),
    [(3, 20, (1, 2), 4), (3, 20, (0, 2), 2), (3, 20, (3, 3), 3), (3, 10, (0, 0), 3), (3, 20, (None, 5), 2),
     (1, 20, (0, 6), 1), (10, 20, (0, 0), 10), (3, 20, (None, None), 3), (3, 20, (None, 1), 4)],
)  # fmt: skip
def test_the_next_step_follows_pain_and_what_was_done(
    level: int, done: int, pain: tuple[int | None, int | None], following: int
) -> None:
    found = next_step(level, Followed(12, done // 2, 13, done // 2, True), *pain)
    assert found[0] == following, found[1]


def test_on_the_clip_it_is_felt_and_logged(tmp_path: Any) -> None:
    settings = {"run_walk": "own", "run_walk_run_s": 20, "run_walk_walk_s": 20, "run_walk_times": 2}
    plan = "stand 30, run 20, stand 20, run 20, stand 60"
    played = play(build(tmp_path, plan, {**settings, "target": "none"}), 120_000, (8_000, push(1_200)))
    said = [(value & 255, value >> 8) for _, _, value in events(played.sessions[0], "plan")]
    assert [phase & 7 for phase, _ in said] == [WALK, RUN, WALK, HALF, RUN, DONE]
    assert said[0] == (WALK, 0) and said[-1] == (DONE + OBEYED, 2)
    felt = [pulse[1:] for pulse in played.pulses if pulse[0] > 9_200]
    assert felt == [(2, 400), (4, 90), (2, 400), (3, 90), (4, 90), (2, 600)]
    assert followed(played.sessions[0]) == Followed(2, 2, 2, 2, True)
