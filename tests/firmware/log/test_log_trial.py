"""Records of screens and core work, byte for byte, and what a reader makes of them."""

from pathlib import Path

import pytest

from log_helpers import record
from recoil.session import open_session
from recoil.session.records import records_of
from recoil.session.trials import EXERCISE_RECORD, TRIAL_RECORD
from recoil_clip.exercise.result import Result
from recoil_clip.log.page import Page
from recoil_clip.log.trial import put_exercise, put_trial
from recoil_clip.spec.log import EXERCISE_BYTES, PAGE_LOG, TRIAL_BYTES


def result() -> Result:
    made = Result()
    for number, name in enumerate(sorted(vars(made))):
        setattr(made, name, number + 1)
    made.side, made.half_bp, made.repetitions = -1, -1, -1
    return made


def payload(page: Page) -> bytes:
    return bytes(page.buffer[16 : page.used])


def test_the_bytes() -> None:
    page = Page(24)
    made = result()
    assert put_trial(page, made)
    data = payload(page)
    assert len(data) == TRIAL_BYTES == 2 + TRIAL_RECORD.size and data[:2] == b"\x10\x3d"
    assert TRIAL_RECORD.unpack(data[2:]) == (
        made.kind, -1, made.eyes, made.attempt, made.ending, made.begin_ms, made.held_ms, made.target_ms, made.sway_ms,
        made.fore_ug, made.side_ug, made.path_mg, made.roll_mdps, made.pitch_mdps, made.path_mdps, made.cycle_ms,
        made.cycle_bp, -1, made.sum_ug, made.change_ug,
    )  # fmt: skip
    page.clear()
    assert put_exercise(page, made)
    data = payload(page)
    assert len(data) == EXERCISE_BYTES == 2 + EXERCISE_RECORD.size and data[:2] == b"\x11\x13"
    assert EXERCISE_RECORD.unpack(data[2:]) == (
        made.kind, -1, made.ending, made.begin_ms, made.target_ms, made.held_ms, made.target_repetitions, -1,
    )  # fmt: skip


@pytest.mark.parametrize("put", [put_trial, put_exercise])
def test_a_full_page_stays_as_it_is(put: object) -> None:
    page = Page(2)
    page.used = page.end - 20
    before = page.used, bytes(page.buffer)
    assert not put(page, result())  # pyright: ignore[reportCallIssue]
    assert (page.used, bytes(page.buffer)) == before


def test_a_reader_takes_both_and_survives_short_ones(tmp_path: Path) -> None:
    from recoil.session.pages import Page as Read

    page = Page(24)
    put_trial(page, result())
    put_exercise(page, result())
    whole = payload(page)
    found = records_of([Read(PAGE_LOG, 0, 0, 1, whole, "here")])
    assert len(found.trials) == len(found.exercises) == 1 and not found.damage
    older = b"\x10\x35" + whole[2:55]
    (of_older,) = records_of([Read(PAGE_LOG, 0, 0, 1, older, "here")]).trials.table()
    (of_this,) = found.trials.table()
    assert of_older["half_bp"] == of_this["half_bp"] and of_older["sum_ug"] == of_older["change_ug"] == 0
    cut = records_of([Read(PAGE_LOG, 0, 0, 1, b"\x10\x02\x00\x00" + whole, "here")])
    assert cut.damage and not len(cut.trials)
    assert not len(open_session(record(tmp_path, 0, 20)).trials), "a run has none"
