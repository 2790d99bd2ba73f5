"""`recoil library remeasure`: raw samples through the gait core of now; what the clip wrote stays."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import recoil as api
from library_helpers import DAY_S, START_S, entries, put, recoil
from recoil.bench.made_library import Made
from recoil.library.comparison import compare
from recoil.library.trend import revision_words, trend_of
from recoil_clip.gait.gait import GAIT_REVISION
from recorded_sessions import recorded_session

LOG = "remeasured.log"


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECOIL_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("RECOIL_LIBRARY", str(tmp_path / "library"))


def test_the_same_core_measures_the_same_and_what_was_recorded_stays(tmp_path: Path):
    (tmp_path / "library" / "e660583883").mkdir(parents=True)
    folder = recorded_session(tmp_path / "library" / "e660583883", lost_at_s=15)
    put(tmp_path / "library", Made(clip="e660000000000009"))
    segments = {file.name: file.read_bytes() for file in folder.iterdir()}
    recorded = api.open_session(folder)
    result = recoil("library", "remeasure", "--json")
    assert result.exit_code == 0, result.output
    found = {one["path"].split("/")[0]: one for one in json.loads(result.stdout)["sessions"]}
    assert found["e660583883"]["steps"] == len(recorded.steps) == 93 and found["e660583883"]["steps_before_raw"] == 0
    assert found["e660583883"]["revision"] == GAIT_REVISION and found["e660583883"]["recorded_revision"] == 0
    assert found["e660000000000009"]["left"] == "it has no raw samples"
    again = api.open_session(folder)
    assert again.header and again.header.gait_revision == GAIT_REVISION and again.recorded_revision == 0
    assert recorded.recorded_revision is None and len(again.raw) == len(recorded.raw)
    # The clip's own code in the clip's own order: every number of every step, and every event.
    assert again.steps.tolist() == recorded.steps.tolist() and again.events.tolist() == recorded.events.tolist()
    assert again.minutes["contact_left_bp"].tolist() == recorded.minutes["contact_left_bp"].tolist()
    assert len(again.strides) == 45 and again.missing == ()
    assert {name: (folder / name).read_bytes() for name in segments} == segments
    assert [one.recorded_revision for one in entries(tmp_path / "library")] == [0, None]
    assert "measured" in recoil("show", folder).stdout

    # The same session from the clip is here already; taken along, it is taken along as it is.
    (tmp_path / "clip" / folder.name).mkdir(parents=True)
    for name, data in segments.items():
        (tmp_path / "clip" / folder.name / name).write_bytes(data)
    assert "is here already" in recoil("library", "add", tmp_path / "clip").stdout
    recoil("library", "add", folder, "--library", tmp_path / "other")
    assert [one.gait_revision for one in entries(tmp_path / "other")] == [GAIT_REVISION]

    # Damaged, or another session's, it is left out and said; undone, all is as it was.
    whole = (folder / LOG).read_bytes()
    for wrong in (whole[:5000] + bytes(64) + whole[5064:], whole.replace(b"e660583883", b"e660583884"), b"nothing"):
        (folder / LOG).write_bytes(wrong)
        session = api.open_session(folder)
        assert session.recorded_revision is None and LOG in " ".join(session.missing)
    assert "as the clip measured" in recoil("library", "remeasure", "--undo").stdout
    assert sorted(file.name for file in folder.iterdir()) == sorted(segments)
    assert api.open_session(folder).steps.tolist() == recorded.steps.tolist()


def test_a_session_whose_raw_samples_end_early_stays_as_it_was_measured(tmp_path: Path):
    folder = recorded_session(tmp_path)
    from recoil.library import remeasuring

    session = remeasuring.recorded_session(folder)
    short = replace(session, raw_pages=session.raw_pages[: len(session.raw_pages) // 2])
    assert "% of its steps only" in remeasuring.why_not(short) and remeasuring.why_not(session) == ""


def test_steps_in_which_the_motor_shook_keep_that_flag(tmp_path: Path):
    from recoil.library import remeasuring
    from recoil.session.assembly import session_of

    session = remeasuring.recorded_session(recorded_session(tmp_path))
    steps = session.steps.copy()
    steps["flags"][20:23] |= 8
    assert session.header is not None
    data = remeasuring.measured_again(replace(session, steps=steps), session.header)
    again = session_of("again", [("one", data)], is_folder=False).steps
    assert np.flatnonzero(again["flags"] & 8).tolist() == [20, 21, 22]


def test_trends_mark_where_another_core_measures_and_compare_like_with_like(tmp_path: Path):
    for number in range(1, 15):
        made = Made(number=number, start_s=START_S + DAY_S * number, cadence_spm=170 + (-1) ** number, seed=number)
        put(tmp_path / "library", replace(made, settings={"wearer_name": "Ann"}))
    found = [
        replace(entry, gait_revision=3 if number >= 9 else 0, bounce_mm=(entry.bounce_mm or 0) + 9 * (number >= 9))
        for number, entry in enumerate(entries(tmp_path / "library"))
    ]
    trend = trend_of("Ann", found)
    assert [revision for _, revision in trend.revisions()] == [3]
    assert "revision 3" in revision_words(trend) and "remeasure" in revision_words(trend)
    # What came by the new method alone is no change of the runner.
    assert all(not one["bounce_mm"].is_beyond for one in trend.verdicts)
    assert trend.verdicts[-1]["bounce_mm"].spread is None and trend.verdicts[8]["bounce_mm"].spread is not None
    assert revision_words(trend_of("Ann", entries(tmp_path / "library"))) == ""
    # A runner's own number changes what contact is in, and nothing else is judged otherwise for it.
    told = [
        replace(
            entry, contact_added_ms=8 if number >= 9 else None, contact_ms=(entry.contact_ms or 0) + 8 * (number >= 9)
        )
        for number, entry in enumerate(entries(tmp_path / "library"))
    ]
    trend = trend_of("Ann", told)
    assert [added for _, added in trend.calibrations()] == [8] and "with +8 ms" in revision_words(trend)
    assert all(not one["contact_ms"].is_beyond for one in trend.verdicts)
    assert trend.verdicts[-1]["contact_ms"].spread is None and trend.verdicts[-1]["cadence_spm"].spread is not None
    notes = " ".join(compare(replace(found[0], contact_added_ms=5), found[-1], found).notes)
    assert "Two revisions of the gait core measured them (an earlier one and 3)" in notes
    assert "Contact is told with +5 and +0 ms of calibration" in notes
