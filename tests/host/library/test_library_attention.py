"""Who needs a look today: pain first, whatever form does; then load; then what changed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from library_helpers import DAY_S, START_S, entries, put, recoil, weeks_of
from recoil.bench.made_library import Made
from recoil.library.attention import Urgency, attention_of, pain_gate
from recoil.library.entry import Entry
from recoil.library.squad import squad_of

Pains = tuple[int | None, int | None]  # before and after


@pytest.fixture
def run(tmp_path: Path) -> Entry:
    put(tmp_path / "one")
    (entry,) = entries(tmp_path / "one")
    return entry


def runs(run: Entry, pains: Sequence[Pains], minutes: Sequence[float] = ()) -> list[Entry]:
    """Return a run every other day with these pains before and after."""
    lengths = minutes or [30.0] * len(pains)
    return [
        replace(
            run,
            path=f"clip/{number:05d}",
            fingerprint=bytes([number]),
            start_s=START_S + 2 * DAY_S * number,
            running_s=60 * length,
            pain_before=before,
            pain_after=after,
        )
        for number, ((before, after), length) in enumerate(zip(pains, lengths, strict=True))
    ]


def first(entries: list[Entry]) -> str:
    return attention_of(entries)[0].text


def test_a_climb_over_ten_sessions_is_the_first_thing_said(run: Entry) -> None:
    pains = [(1, pain) for pain in (2, 2, 3, 3, 3, 4, 4, 5, 6, 6)]
    (reason,) = attention_of(runs(run, pains))
    assert reason.urgency == Urgency.PAIN
    assert reason.text == "Pain after runs climbed from 2 to 6 over 10 sessions."
    assert "saddle" in reason.advice


def test_one_bad_day_is_no_climb(run: Entry) -> None:
    assert attention_of(runs(run, [(1, 2)] * 6 + [(2, 3)])) == []


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [(4, 5, "Pain after the last run was 5 of 10."), (1, 3, "Pain rose during the last run, from 1 to 3 of 10.")],
)
def test_the_limits_of_pain(run: Entry, before: int, after: int, said: str) -> None:
    assert first(runs(run, [(0, 0), (before, after)])) == said
    told = attention_of(runs(run, [(0, 0), (before, after)]))[0]
    assert "not cued" in told.advice
    balance = replace(run, kind="screening", start_s=START_S + 9 * DAY_S)
    assert attention_of([*runs(run, [(0, 0), (before, after)]), balance])[0] == told, "no run"
    day = datetime.fromtimestamp(START_S + 2 * DAY_S)
    older = attention_of(runs(run, [(0, 0), (before, after), (None, None)]))[0]
    assert (
        older.text
        == f"{said[:-1].replace('the last run', f'the run of {day:%Y-%m-%d}')}; of later runs nothing was said."
    )
    assert "not cued" not in older.advice
    assert attention_of(runs(run, [(0, 0), (before, after - 1)])) == []


@pytest.mark.parametrize(
    ("minutes", "said"),
    [(34.0, "over 10 % longer"), (40.0, "over 30 % longer"), (61.0, "more than twice"), (33.0, "")],
)
def test_a_sudden_long_run(run: Entry, minutes: float, said: str) -> None:
    found = attention_of(runs(run, [(None, None)] * 4, [30.0, 20.0, 30.0, minutes]))
    assert [reason.urgency for reason in found] == ([Urgency.LOAD] if said else [])
    assert not said or said in found[0].text


def test_only_the_thirty_days_before_count(run: Entry) -> None:
    old, new = runs(run, [(None, None)] * 2, [90.0, 60.0])
    middle = replace(new, path="m", fingerprint=b"m", start_s=(old.start_s or 0) + 40 * DAY_S, running_s=1800.0)
    new = replace(new, start_s=(old.start_s or 0) + 50 * DAY_S)
    assert "more than twice" not in first([old, middle, new]) and "over 30 % longer" in first([old, middle, new])


def test_the_squad_begins_with_who_is_in_pain(tmp_path: Path) -> None:
    weeks_of(tmp_path, "Ann")
    pains = (2, 2, 2, 3, 4, 5, 6)
    for number, pain in enumerate(pains):
        made = Made(clip="e660000000000002", number=number + 1, start_s=START_S + DAY_S * number, seed=number + 50)
        put(tmp_path, made, about={"runner": "Bea", "pain_before": 1, "pain_after": pain})
    lines = squad_of(entries(tmp_path))
    assert [line.runner for line in lines] == ["Bea", "Ann"]  # Ann ran last
    assert lines[0].words().startswith("Pain after runs climbed from 2 to 6")
    said = recoil("library", "squad", "--library", tmp_path).stdout
    assert "climbed from 2 to 6" in " ".join(said.split())
    assert recoil("library", "trends", "Bea", "--library", tmp_path).stdout.startswith("Pain after runs climbed")
    page = tmp_path / "bea.html"
    assert recoil("library", "trends", "Bea", "-o", page, "--library", tmp_path).exit_code == 0
    text = page.read_text()
    assert text.index("climbed from 2 to 6") < text.index("minutes of running")
    assert text.index(">Pain<") < text.index(">Form<")


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        (0, 4, "pain rose during the last session, from 0 to 4 of 10"),
        (3, 5, "pain after the last session was 5 of 10"),
        (None, 7, "pain after the last session was 7 of 10"),
        (6, None, "pain before the last session was 6 of 10"),
        (3, 4, None),
        (None, 4, None),
        (None, None, None),
    ],
)
def test_after_such_pain_the_next_session_is_not_cued(before: int | None, after: int | None, why: str | None) -> None:
    assert pain_gate(before, after) == why


def test_pain_down_the_leg_is_said_first(run: Entry) -> None:
    (last,) = runs(run, [(1, 2)])
    reason = attention_of([replace(last, pain_down_leg=True)])[0]
    assert reason.urgency == Urgency.PAIN and reason.text == "Pain goes down the leg."
    assert "see a doctor or physiotherapist" in reason.advice and "saddle" in reason.advice
