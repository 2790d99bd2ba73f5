"""What is read first is easy to read: at or below eighth grade, and no word of the laboratory in it."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

from library_helpers import DAY_S, START_S, entries, put
from made_sessions import made_session
from recoil.bench.made_library import Made
from recoil.common.cautions import SEE_SOMEONE
from recoil.library.attention import attention_of
from recoil.library.metrics import METRICS
from recoil.library.squad import squad_of
from recoil.report.explained import EXPLAINED
from recoil.report.run import Run
from recoil.report.verdict import _taps, _try_cadence, _try_cues, verdict
from report_sessions import MEMORY

GRADE = 8.0
LABORATORY = re.compile(r"_|N/m|sigma|duty factor|standard deviation|\bRMS\b|percentile|after_cue", re.IGNORECASE)


def leads(folder) -> Iterator[str]:
    for spm in (-6, 0, 9):
        yield verdict(Run(made_session(1200, lambda time_s, spm=spm: 170 - spm * (time_s > 600)), MEMORY))
    yield verdict(Run(made_session(60), MEMORY))
    for asked, helped in product((1, 8), (0, 1)):
        yield f"You ran evenly{_taps(asked, helped)}. {_try_cues(asked, helped)}"
        yield _try_cadence("slowed", asked, helped)
    for number, (pain, steps) in enumerate([(1, 1900)] * 4 + [(3, 1900), (5, 1900), (6, 4400)]):
        made = Made(number=number + 1, start_s=START_S + DAY_S * number, seed=number, steps=steps)
        made = replace(made, cadence_spm=150 if number == 6 else 168)
        put(folder, made, about={"runner": "Ann", "pain_before": 1, "pain_after": pain})
    found = entries(folder)
    for reason in [*attention_of(found), *squad_of(found)[0].reasons]:
        yield f"{reason.text} {reason.advice.replace(SEE_SOMEONE, '')}"
    yield SEE_SOMEONE


def test_what_is_read_first_is_at_most_eighth_grade(tmp_path) -> None:
    textstat = pytest.importorskip("textstat")
    texts = {text: text for text in leads(tmp_path)}
    texts |= {one.title: f"{one.what} {one.changes} {one.todo}" for one in EXPLAINED.values()}
    grades = {name: textstat.flesch_kincaid_grade(text) for name, text in texts.items()}
    assert {name: grade for name, grade in grades.items() if grade > GRADE} == {}
    assert [text for text in texts.values() if LABORATORY.search(text)] == []


def test_the_page_of_evidence_says_where_all_of_it_comes_from() -> None:
    docs = Path(__file__).parents[3] / "docs" / "evidence.md"
    section = docs.read_text(encoding="utf-8").split("## What pages say of each number")[1].split("\n## ")[0]
    rows = [line.split("|")[1:3] for line in section.splitlines() if line.startswith("| ")]
    told = {title.strip() for titles, _ in rows for title in titles.split(",")} - {"number"}
    assert told == {one.title for one in EXPLAINED.values()} and all(source.strip() for _, source in rows)


def test_every_number_that_is_followed_is_explained() -> None:
    assert [metric.name for metric in METRICS if metric.name not in EXPLAINED] == []
    for one in EXPLAINED.values():
        assert all(text.endswith(".") for text in (one.what, one.changes, one.todo))
