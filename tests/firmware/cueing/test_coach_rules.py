"""The cueing rules, one by one, on scripted steps."""

from itertools import pairwise

import pytest

from coach_driver import OneStep
from coach_play import (
    CUES,
    OWN_BOUNCE_UM,
    OWN_US,
    RUN,
    SATURATED,
    Played,
    contact_at_pace,
    kinds_of,
    learnt,
    ready,
    settings_with,
    warmed_up,
)  # fmt: skip
from recoil_clip.cueing.band import CADENCE, Band
from recoil_clip.cueing.coach import Coach
from recoil_clip.cueing.history import History
from recoil_clip.spec.cues import CUE_CONFIRM, CUE_EVEN, CUE_QUICKER, CUE_SOFTER, CUE_STEADIER
from recoil_clip.spec.steps import MASKED

TARGET_US = OWN_US * 100 // 105
LIMIT_US = OWN_US * 1000 // 1030  # +5 % less two fifths of that
ANSWER_US = TARGET_US * 985 // 1000
SLOW_US = OWN_US


def test_silent_inside_the_band() -> None:
    played = warmed_up(ready())
    assert played.minutes(20, TARGET_US) == []
    assert played.minutes(20, LIMIT_US * 999 // 1000) == []
    assert played.minutes(20, TARGET_US * 80 // 100) == [], "nobody is asked to step slower"


def test_a_cue_when_smoothed_form_was_outside_for_eight_steps() -> None:
    """From +5 % to own cadence: the smoothed form leaves the band (3 %) at the ninth step."""
    played = warmed_up(ready())
    assert played.run(40, SLOW_US)[0] == 14
    assert kinds_of(played.felt) == [CUE_QUICKER]


def test_a_few_slow_steps_are_forgiven() -> None:
    played = warmed_up(ready())
    for _ in range(30):
        assert played.run(7, SLOW_US) == []
        assert played.run(20, TARGET_US * 98 // 100) == []


def test_plus_five_asks_for_five() -> None:
    """The number that was set is where the confirming pulse comes; cues come from two fifths below it on."""
    for percent, cued_pct in ((5, 2.9), (3, 1.7), (2, 1.1)):
        quiet = warmed_up(ready(cadence_change_pct=percent), OWN_US * 100 // (100 + percent))
        assert quiet.minutes(10, round(OWN_US / (1 + (cued_pct + 0.2) / 100))) == []
        cued = warmed_up(ready(cadence_change_pct=percent), OWN_US * 100 // (100 + percent))
        cued.run(60, round(OWN_US / (1 + (cued_pct - 0.2) / 100)))
        assert kinds_of(cued.felt) == [CUE_QUICKER]
        assert cued.run(80, round(OWN_US / (1 + (percent - 0.2) / 100))) == [], "not yet there"
        cued.run(80, round(OWN_US / (1 + (percent + 0.2) / 100)))
        assert kinds_of(cued.felt) == [CUE_QUICKER, CUE_CONFIRM]


def test_holding_own_cadence_leaves_the_whole_dead_band() -> None:
    played = warmed_up(ready(cadence_change_pct=0), OWN_US)
    assert played.minutes(10, OWN_US * 1000 // 972) == []
    played.run(60, OWN_US * 1000 // 968)
    assert kinds_of(played.felt) == [CUE_QUICKER]


def test_an_uneven_runner_is_judged_by_strides() -> None:
    """Left steps 4 % longer than right: their mean decides, or no row would ever be eight steps long."""
    inside, outside = warmed_up(ready()), warmed_up(ready())
    for i in range(200):
        uneven = 7_000 if i % 2 else -7_000
        inside.step(TARGET_US + uneven)
        outside.step(SLOW_US + uneven)
    assert inside.felt == []
    assert outside.felt[0][0] == CUE_QUICKER


def test_one_confirming_pulse_at_the_target() -> None:
    played = warmed_up(ready())
    played.run(20, SLOW_US)
    assert kinds_of(played.felt) == [CUE_QUICKER]
    assert played.run(120, LIMIT_US * 995 // 1000) == [], "inside the band, not at the target"
    assert len(played.run(60, ANSWER_US)) == 1
    assert kinds_of(played.felt) == [CUE_QUICKER, CUE_CONFIRM]
    assert played.minutes(5, ANSWER_US) == []


def test_no_confirming_pulse_if_switched_off() -> None:
    played = warmed_up(ready(confirm=False))
    played.run(20, SLOW_US)
    assert played.minutes(5, ANSWER_US) == []


def test_no_confirming_pulse_after_a_pause() -> None:
    played = warmed_up(ready())
    played.run(20, SLOW_US)
    played.wait(20_000)
    assert played.minutes(2, ANSWER_US) == []


def test_who_does_not_answer_is_cued_less_and_then_left_alone() -> None:
    """Four cues 30 s apart, then 60, 120, 240 and 300 s, then silence."""
    played = warmed_up(ready())
    played.minutes(120, SLOW_US)
    gaps_s = [round((b - a) / 1000) for a, b in pairwise(played.times_ms(CUE_QUICKER))]
    assert gaps_s == [30, 30, 30, 30, 60, 120, 240]
    assert played.coach.backoff.is_silent()
    history = played.coach.finish()
    assert history.unanswered == {"cadence": 6}
    again = Played(ready(History(history.plain())))
    again.minutes(60, SLOW_US)
    assert again.count(CUE_QUICKER) == 2, "the next session remembers"


def test_an_answer_ends_backing_off() -> None:
    played = warmed_up(ready())
    for _ in range(3):
        played.minutes(4, SLOW_US)
        played.run(60, ANSWER_US)
    assert played.count(CUE_QUICKER) >= 15
    assert played.count(CUE_CONFIRM) == 3
    assert played.coach.backoff.unanswered == 0


def test_who_comes_back_out_of_silence_is_cued_less_each_time() -> None:
    """Eight cues, two, one: what follows no cue of late may be chance."""
    played = warmed_up(ready(schedule="always"))
    for most in (8, 10, 11, 11):
        played.minutes(40, SLOW_US)
        assert played.count(CUE_QUICKER) == most
        played.run(60, ANSWER_US)
    assert played.count(CUE_CONFIRM) == 3
    assert played.coach.request()
    played.minutes(2, SLOW_US)
    assert played.count(CUE_QUICKER) > 11


def test_asking_ends_silence() -> None:
    played = warmed_up(ready(schedule="always"))
    played.minutes(60, SLOW_US)
    before = played.count(CUE_QUICKER)
    assert before == 8
    assert played.coach.request()
    played.minutes(1, SLOW_US)
    assert played.count(CUE_QUICKER) == before + 2


@pytest.mark.parametrize("ceiling", [5, 20])
def test_no_more_cues_in_an_hour_than_the_ceiling(ceiling: int) -> None:
    played = warmed_up(ready(cue_ceiling=ceiling))
    for _ in range(130):
        played.run(100, SLOW_US)
        played.run(60, ANSWER_US)
    times_ms = played.times_ms(CUE_QUICKER)
    assert len(times_ms) > ceiling
    assert all(later - first >= 3_600_000 for first, later in zip(times_ms, times_ms[ceiling:], strict=False))


def test_a_muted_clip_is_silent_until_unmuted_or_asked() -> None:
    played = warmed_up(ready())
    assert played.coach.mute()
    assert played.minutes(10, SLOW_US) == []
    assert not played.coach.start_metronome(played.time_ms)
    assert not played.coach.mute()
    played.minutes(1, SLOW_US)
    assert kinds_of(played.felt) == [CUE_QUICKER, CUE_QUICKER]
    assert played.coach.mute()
    assert played.coach.request()
    played.minutes(1, SLOW_US)
    assert played.count(CUE_QUICKER) > 2


def test_no_cue_in_the_quiet_start() -> None:
    played = Played(ready())
    played.minutes(12, SLOW_US)
    assert 180_000 <= played.felt[0][1] < 180_400


def test_standing_is_no_part_of_the_quiet_start() -> None:
    played = Played(ready())
    played.minutes(2, SLOW_US)
    played.wait(600_000)
    played.minutes(0.9, SLOW_US)
    assert played.felt == []
    played.minutes(0.2, SLOW_US)
    assert kinds_of(played.felt) == [CUE_QUICKER]


def test_the_first_steps_after_a_stop_do_not_count() -> None:
    played = warmed_up(ready())
    played.wait(30_000)
    felt = played.run(100, SLOW_US)
    assert felt == [28 + 7 + 24 + 8 - 2], "ten seconds, then form has to be known, and known for a while"


def test_below_running_there_is_no_cue() -> None:
    played = warmed_up(ready())
    assert played.minutes(10, 610_000) == [], "step times of walking"
    assert played.run(1000, OWN_US, contact_us=900_000) == []
    assert played.run(1000, OWN_US, bounce_um=0) == []


@pytest.mark.parametrize("flags", [1, 2, 4, MASKED, 15])
def test_flagged_steps_are_no_evidence(flags: int) -> None:
    played = warmed_up(ready())
    assert played.minutes(10, SLOW_US, flags=flags) == []


def test_evidence_gets_stale() -> None:
    played = warmed_up(ready())
    played.run(14, SLOW_US)
    played.run(8, SLOW_US, flags=SATURATED)
    assert played.run(7, SLOW_US) == [], "eight flagged steps, and form begins anew"


@pytest.mark.parametrize("pace", [0.70, 0.79, 0.88, 1.15, 1.3])
def test_habitual_form_at_another_pace_is_neither_cued_nor_praised(pace: float) -> None:
    """Easier or faster than ever before: cadence follows speed^0.2, contact speed^-0.54."""
    played = warmed_up(ready(cadence_change_pct=0), OWN_US)
    step_us = round(OWN_US * pace**-0.2)
    assert played.minutes(20, step_us, contact_us=round(250_000 * pace**-0.54)) == []


def test_at_a_known_pace_form_is_judged_for_it() -> None:
    """Learnt at two paces: 2 % above own cadence of the fast one is outside +5 %, though quick for the other."""
    fast_us, fast_contact_us = round(OWN_US / 1.06), round(250_000 * 1.34**-0.54)
    teacher = Played(ready(History()))
    for _ in range(3):
        teacher.minutes(10, OWN_US, contact_us=250_000)
        teacher.minutes(10, fast_us, contact_us=fast_contact_us)
        teacher = Played(ready(History(teacher.coach.finish().plain())))
    coach = ready(History({**teacher.coach.history.plain(), "cues": {"cadence": 1}}))
    played = Played(coach)
    played.minutes(4, round(fast_us / 1.05), contact_us=contact_at_pace(fast_us / 1.05 * 1.06, fast_contact_us))
    assert played.felt == []
    played.minutes(1, round(fast_us / 1.02), contact_us=contact_at_pace(fast_us / 1.02 * 1.06, fast_contact_us))
    assert kinds_of(played.felt)[:1] == [CUE_QUICKER]


def test_pace_that_is_given_is_used() -> None:
    """With a relative speed contact time no longer stands for pace."""

    def run(coach: Coach, minutes: float, step_us: int, pace: int) -> list[int]:
        step, felt, time_ms = OneStep(), [], 0
        step.step_us, step.contact_us, step.bounce_um = step_us, 250_000, 80_000
        for _ in range(round(minutes * 60e6 / step_us)):
            time_ms += step_us // 1000
            felt.append(coach.step(step, 0, time_ms, pace))
        return [cue for cue in felt if cue]

    history = History()
    for _ in range(2):
        coach = Coach(settings_with(), history, has_pace=True)
        assert run(coach, 12, OWN_US, 10_000) == []
        history = coach.finish()
    history.cues["cadence"] = 1
    plain = history.plain()
    assert run(Coach(settings_with(), History(plain), has_pace=True), 10, OWN_US, 10_000), "no quicker than own"
    assert run(Coach(settings_with(), History(plain), has_pace=True), 10, OWN_US, 14_000) == [], "a pace hardly run"
    assert run(Coach(settings_with(), History(plain), has_pace=True), 10, OWN_US, -1) == [], "pace is not known"
    assert not Coach(settings_with(), History(plain)).has_baseline, "learnt by speed, which is not known now"


def test_the_target_is_never_above_ten_percent() -> None:
    """The engine does not rely on the bounds of the settings file."""
    settings = settings_with(cadence_change_pct=10)
    ten = Band(CADENCE, settings, learnt().baseline(2))
    settings.values["cadence_change_pct"] = 50
    assert Band(CADENCE, settings, learnt().baseline(2)).target_value == ten.target_value == 563


def test_bounce_is_cued_softer() -> None:
    played = warmed_up(ready(target="bounce"), bounce_um=OWN_BOUNCE_UM * 88 // 100)
    assert played.run(60, OWN_US, bounce_um=OWN_BOUNCE_UM * 93 // 100) == []
    played.run(40, OWN_US, bounce_um=OWN_BOUNCE_UM * 98 // 100)
    assert kinds_of(played.felt) == [CUE_SOFTER]
    played.run(60, OWN_US, bounce_um=OWN_BOUNCE_UM * 89 // 100)
    assert kinds_of(played.felt) == [CUE_SOFTER, CUE_CONFIRM]


def test_less_bounce_by_quicker_steps_is_less_bounce() -> None:
    """+5 % cadence with the same share of contact: 9 % less bounce."""
    played = warmed_up(ready(target="bounce"), OWN_US, bounce_um=OWN_BOUNCE_UM * 88 // 100)
    step_us = OWN_US * 100 // 105
    assert played.minutes(20, step_us, bounce_um=round(OWN_BOUNCE_UM / 1.05**2)) == []
    slower = warmed_up(ready(target="bounce", bounce_change_pct=0), OWN_US)
    slower.run(60, OWN_US * 100 // 92, bounce_um=round(OWN_BOUNCE_UM / 0.92**2))
    assert kinds_of(slower.felt) == [CUE_SOFTER], "8 % fewer steps, 18 % more bounce"


def test_contact_share_is_a_target_of_its_own() -> None:
    played = warmed_up(ready(target="contact_share"), OWN_US, contact_us=265_000)
    assert played.minutes(5, OWN_US, contact_us=259_000) == []
    played.run(60, OWN_US, contact_us=250_000)
    assert kinds_of(played.felt) == [CUE_SOFTER]
    played.run(80, OWN_US, contact_us=264_000)
    assert kinds_of(played.felt) == [CUE_SOFTER, CUE_CONFIRM]


def rhythm(played: Played, steps: int, change_us: int) -> None:
    """Steps whose time changes so much from one stride to the next."""
    for i in range(steps):
        played.step(OWN_US + (change_us // 2 if i % 4 < 2 else -(change_us // 2)))


def test_an_unsteady_rhythm_is_cued_steadier() -> None:
    played = warmed_up(ready(target="steadiness"))
    rhythm(played, 400, OWN_US * 215 // 10000)  # 50 % above the runner's own 1.5 % is the limit
    assert played.felt == []
    rhythm(played, 800, OWN_US * 150 // 10000)
    rhythm(played, 50, OWN_US * 500 // 10000)
    rhythm(played, 800, OWN_US * 150 // 10000)
    assert played.felt == [], "a bend, a kerb"
    rhythm(played, 400, OWN_US * 260 // 10000)
    assert kinds_of(played.felt)[:1] == [CUE_STEADIER]


def test_steadiness_that_differs_from_run_to_run_is_no_target() -> None:
    runs = [{**RUN, "unsteadiness_bp": 150}, {**RUN, "unsteadiness_bp": 240}]
    history = learnt(target="steadiness", runs=runs)
    played = Played(ready(history, target="steadiness"))
    rhythm(played, 3000, OWN_US * 600 // 10000)
    assert played.felt == []
    assert "half the band" in played.coach.band.refusal


def test_neither_asymmetry_nor_a_change_of_speed_is_unsteady() -> None:
    played = warmed_up(ready(target="steadiness"))
    for i in range(300):
        played.step(OWN_US - 100 * i + (15_000 if i % 2 else -15_000))
    assert played.felt == []
    assert played.coach.band.value < 30


def uneven(played: Played, steps: int, left_pct: float) -> None:
    for i in range(steps):
        side = -1 if i % 2 else 1
        share = left_pct if side < 0 else 100 - left_pct
        played.step(OWN_US, contact_us=round(2 * 250_000 * share / 100), side=side)


def test_asymmetry_is_cued_only_if_asked_for() -> None:
    for target in ("cadence", "bounce", "steadiness", "none"):
        played = Played(ready(target=target, cadence_change_pct=0, bounce_change_pct=0))
        uneven(played, 2000, 52)
        assert played.felt == []
    played = Played(ready(target="asymmetry"))
    uneven(played, 1000, 52.6)
    assert played.felt == [], "1.5 points, and the 1.2 to which 64 pairs tell it"
    uneven(played, 100, 46.8)
    assert kinds_of(played.felt) == [CUE_EVEN]


def test_asymmetry_needs_to_know_the_feet() -> None:
    played = Played(ready(target="asymmetry"))
    played.run(1000, contact_us=300_000)
    assert played.felt == []


@pytest.mark.parametrize("target", ["cadence", "bounce", "steadiness", "asymmetry", "contact_share"])
def test_without_a_baseline_there_is_no_cue(target: str) -> None:
    played = Played(ready(History(), target=target))
    assert played.minutes(15, 420_000, bounce_um=200_000) == []
    assert not played.coach.request()


def test_target_none_and_schedule_off_are_silent() -> None:
    for silent in (ready(target="none"), ready(schedule="off")):
        played = Played(silent)
        assert played.minutes(15, 420_000, bounce_um=200_000) == []
        assert not played.coach.request()
        assert played.count(*CUES) == 0
