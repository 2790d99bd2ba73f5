"""What a page says first: one sentence that anybody understands, only of what is more than stride-to-stride change."""

from dataclasses import replace

import numpy as np
import pytest

from made_sessions import header, made_session
from recoil.common.errors import RecoilError
from recoil.report.batch import page_of
from recoil.report.run import Run
from recoil.report.verdict import verdict
from recoil.session import Session
from recoil.session.overview import overview_of, unsteadiness_pct
from recoil.session.trials import TRIAL_TYPE
from recoil_clip.spec.events import CONFIRM, CUE
from recoil_clip.spec.log import KIND_CORE, KIND_SCREEN
from report_sessions import MEMORY, Text


def slowing(spm: float) -> Session:
    """Twenty minutes whose cadence falls by so much from the first third to the last."""
    return made_session(1200, lambda time_s: 170 - spm * (time_s > 600))


def test_who_slowed_is_told_by_how_much() -> None:
    assert verdict(Run(slowing(9), MEMORY)).startswith("Your steps slowed by 9 a minute from the first third to the")


def test_who_quickened_is_not_told_to_slow_down() -> None:
    assert "quickened by 6 a minute" in verdict(Run(slowing(-6), MEMORY))


def test_taps_that_did_not_help_are_owned_up_to() -> None:
    session = slowing(9)
    cue = np.array([(700_000, 6, 1), (800_000, 6, 1)], dtype=session.events.dtype)
    session = replace(session, events=np.sort(np.append(session.events, cue), order="time_ms"))
    run = Run(session, MEMORY)
    assert len(run.responses) == 2
    assert "; 2 taps did not bring you back. Try a smaller change" in verdict(run)


@pytest.mark.parametrize(("by_mm", "words"), [(4, "4 mm more"), (-4, "4 mm less")])
def test_who_bounced_otherwise_at_the_end_is_told_how(by_mm: int, words: str) -> None:
    session = slowing(0)
    steps = session.steps.copy()
    steps["bounce_um"] = 80_000 + np.where(np.arange(len(steps)) > len(steps) / 2, 1000 * by_mm, 0)
    said = verdict(Run(replace(session, steps=steps), MEMORY)).replace("\N{NO-BREAK SPACE}", " ")
    assert said.startswith(f"You bounced {words} at the end than at the start. See whether the same route")


def test_half_of_the_taps_are_enough_to_leave_the_target() -> None:
    """Of two taps the clip confirmed one, of four one."""
    for taps, words in (
        (2, "1 of 2 taps brought you back. The taps are"),
        (4, "1 of 4 taps brought you back. Try out"),
    ):
        session = slowing(0)
        told = [(300_000 + 100_000 * number, CUE, 1) for number in range(taps)] + [(305_000, CONFIRM, 0)]
        events = np.append(session.events, np.array(told, dtype=session.events.dtype))
        assert words in verdict(Run(replace(session, events=np.sort(events, order="time_ms")), MEMORY))


def test_who_slowed_and_came_back_did_not_run_evenly() -> None:
    run = Run(made_session(1200, lambda time_s: 161 if 420 < time_s < 780 else 170), MEMORY)
    assert verdict(run).startswith("Your steps slowed by 8 a minute in the middle third, then came back.")


def test_an_even_run_is_called_one() -> None:
    assert verdict(Run(slowing(0), MEMORY)) == "You ran evenly: the end was like the start. Carry on."
    assert verdict(Run(made_session(60), MEMORY)).startswith("A short run")


def test_the_page_begins_with_it() -> None:
    page, _ = page_of(slowing(9), MEMORY)
    text = Text(page.html()).text
    assert text.index("Your steps slowed by 9 a minute") < text.index("of running")


def test_a_balance_inside_its_interval_is_too_coarse_and_never_no_difference() -> None:
    page, _ = page_of(made_session(1200), MEMORY)
    text = Text(page.html()).text
    assert "Too coarse to tell: with these steps a difference under 1.2 points is not seen." in text
    assert "No difference between left and right" not in text


def minutes_of(session: Session, values: list[tuple[int, int]]) -> Session:
    minutes = np.repeat(session.minutes[:1], len(values))
    minutes["time_ms"] = [time_ms for time_ms, _ in values]
    minutes["unsteadiness_bp"] = [value for _, value in values]
    return replace(session, minutes=minutes)


def test_unsteadiness_is_the_median_of_whole_minutes() -> None:
    session = made_session(300)
    whole = [(60_010, 160), (120_020, 200), (180_000, 220), (240_030, 180)]
    assert unsteadiness_pct(minutes_of(session, [*whole, (262_000, 320)])) == 1.9
    assert unsteadiness_pct(minutes_of(session, [(60_010, -1), (120_000, 210), (131_000, 900)])) == 2.1
    assert unsteadiness_pct(minutes_of(session, [(31_000, 250)])) == 2.5  # nothing else is there
    assert unsteadiness_pct(minutes_of(session, [(60_000, -1)])) is None
    assert overview_of(minutes_of(session, [*whole, (262_000, 320)]))["unsteadiness_pct"] == 1.9


def test_a_screening_gets_its_own_page_and_core_work_none() -> None:
    session = made_session(60)
    screening = replace(session, header=replace(header(), kind=KIND_SCREEN))
    page, run = page_of(screening, None)
    assert run is None and "Best of each trial" in page.html()
    with pytest.raises(RecoilError, match="core work, which has no page"):
        page_of(replace(session, header=replace(header(), kind=KIND_CORE)), None)


def test_a_screening_says_what_was_lost_first_and_each_difference_once() -> None:
    session = made_session(60)
    trials = np.zeros(3, dtype=TRIAL_TYPE)
    trials["kind"], trials["target_ms"], trials["sway_ms"] = 1, 30_000, 20_000
    trials["side"], trials["attempt"], trials["ending"] = (-1, 1, 1), (1, 1, 2), (1, 2, 1)
    trials["held_ms"], trials["roll_mdps"] = (30_000, 16_000, 30_000), (1000, 2000, 1440)
    page, _ = page_of(replace(session, header=replace(header(), kind=KIND_SCREEN), trials=trials), None)
    text = Text(page.html()).text
    assert "1 of 3 tries was lost." in text
    assert "Stance, eyes open, right: touch-down after 16.0 s; try 1 of 2." in text
    assert text.index("touch-down after 16.0 s") < text.rindex("Best of each trial")
    assert text.count("right, by 70 %; under 21 % is not seen") == 1 and "31 %" not in text and "+44" not in text
    images = [one["aria-label"] or "" for _, one in Text(page.html()).tags if one.get("role") == "img"]
    pictures = [one.replace("\N{NO-BREAK SPACE}", " ") for one in images]
    assert pictures == [
        "Stance, eyes open: held, of 30 s: left 30.0 s, right 30.0 s",
        "Stance, eyes open: rate of sway: left 1.00 °/s, right 1.70 °/s",
    ]
