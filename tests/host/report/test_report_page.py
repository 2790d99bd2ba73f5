"""The report of a session: what it says, that nothing in it can do harm, and that it stays small."""

import csv
import io
import json
import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest

from made_sessions import made_session
from recoil.common.cautions import SEE_SOMEONE
from recoil.report.beside import Beside, Told
from recoil.report.run import Run
from recoil.report.session_page import session_page
from recoil.report.summary_page import summary_page
from recoil.session import SessionError, open_session
from recoil.session.assembly import session_of
from recoil.session.csv_tables import minutes_csv
from recoil.session.dynamics import dynamics_of
from recoil.session.means import means_of
from recoil.session.overview import overview_of
from recoil_clip.cueing.band import INSIDE
from recoil_clip.spec.events import CONFIRM, CUE, PHASE
from recorded_sessions import recorded_session
from report_sessions import MEMORY, Text, full_run, hostile_run, page_of, values_of
from session_mutations import mutated


def test_hostile_names_do_nothing() -> None:
    page = page_of(hostile_run(), MEMORY)
    found = Text(page)
    tags = [name for name, _ in found.tags]
    assert "img" not in tags and found.text.count("owned") > 3
    assert all(not name.startswith("on") for _, attributes in found.tags for name in attributes)
    scripts = [attributes for name, attributes in found.tags if name == "script"]
    assert len(scripts) == 1 + len(found.data) + 7  # theme, data of charts, scripts of charts
    assert not set("\u2028\u2029\u202e\x00") & set(page)
    assert all("<" not in json.dumps(data["title"]) for data in found.data)


def test_only_what_is_named_by_its_hash_can_run(tmp_path: Path) -> None:
    page = page_of(full_run(), MEMORY)
    policy = next(a["content"] for name, a in Text(page).tags if name == "meta" and "http-equiv" in a) or ""
    assert policy.startswith("default-src 'none'; script-src 'sha256-") and "unsafe" not in policy
    assert "style=" not in page.split("<body>")[1]
    for name, attributes in Text(page).tags:
        for address in ("src", "href"):
            assert (attributes.get(address) or "#")[0] == "#" or (name, attributes[address]) == ("link", "data:,")
    for found in re.findall(r"https?://[^\s\"'<>)]+", page):
        assert found.startswith(("http://www.w3.org/", "https://github.com/leeoniya/uPlot")), found


def test_landmarks_headings_and_labels() -> None:
    found = Text(page_of(full_run(), MEMORY))
    tags = [name for name, _ in found.tags]
    for landmark in ("header", "nav", "main", "footer"):
        assert tags.count(landmark) == 1
    headings = [int(name[1]) for name in tags if re.fullmatch("h[1-6]", name)]
    assert headings[0] == 1 and headings.count(1) == 1
    assert all(below - above <= 1 for above, below in pairwise(headings))
    names = [attributes["id"] for _, attributes in found.tags if "id" in attributes]
    assert len(names) == len(set(names))
    for _, attributes in found.tags:
        for reference in ("aria-labelledby", "aria-describedby"):
            assert attributes.get(reference) in (None, *names)
        assert (attributes.get("href") or "#content").lstrip("#") in (*names, "data:,")
    plots = [attributes for name, attributes in found.tags if attributes.get("class") == "plot"]
    assert len(plots) == 12 and all(plot["aria-label"] and plot["tabindex"] == "0" for plot in plots)


def test_values_are_those_of_the_tables() -> None:
    session = full_run()
    found = Text(page_of(session, MEMORY))
    means, overview, dynamics = means_of(session), overview_of(session), dynamics_of(session)
    assert means.cadence_spm and means.bounce_mm and means.contact_ms
    assert f"{means.cadence_spm:.1f}\N{NO-BREAK SPACE}steps/min" in "".join(found.words)
    assert f"{means.bounce_mm:.0f}\N{NO-BREAK SPACE}mm of bounce" in "".join(found.words)
    share = overview["balances"]["contact"]
    assert f"{share['left_pct']:.2f} ± {share['half_width_pct']:.2f}" in found.text
    charts = {data["title"]: data for data in found.data if data["group"]}
    for title, name in (("Cadence, steps/min", "cadence_spm"), ("Bounce, mm", "bounce_mm"), ("Peak, g", "peak_g")):
        data = charts[title]
        np.testing.assert_allclose(values_of(data["x"]), dynamics["time_s"], atol=0.05)
        digits = data["series"][0]["digits"]
        np.testing.assert_allclose(values_of(data["series"][0]), dynamics[name], atol=0.5001 * 10**-digits)
    # A pause is a gap in every line, and nothing is drawn over it.
    cadence = values_of(charts["Cadence, steps/min"]["series"][0])
    assert np.isnan(cadence[(dynamics["time_s"] > 612) & (dynamics["time_s"] < 698)]).all()
    clean = session.steps["flags"] == 0
    assert sum(dots["x"]["n"] for dots in charts["Contact, ms"]["dots"]) == clean.sum()
    for row in csv.DictReader(io.StringIO(minutes_csv(session))):
        assert row["contact_ms"] in found.text or not row["contact_ms"]


def test_sections_thirds_and_sides() -> None:
    session = full_run()
    found = Text(page_of(session, MEMORY))
    edges = (-np.inf, *Run(session).timeline.markers_s, np.inf)
    for since, until in pairwise(edges):
        means = means_of(session, since, until)
        assert means.cadence_spm and f" {means.steps} {means.cadence_spm:.1f} " in found.text
    assert "30 clean steps are left out: which foot it was is not known" in found.text
    thirds = Run(session).thirds
    assert thirds and sum(part.steps for part in thirds.means) == len(session.steps)
    running = [part.running_s for part in thirds.means]
    assert max(running) - min(running) < 1


def test_a_change_is_told_from_the_spread() -> None:
    steady = Run(made_session(900, lambda at: 165 + (round(at / 0.36) % 7) * 0.5)).thirds
    fading = Run(made_session(900, lambda at: 170 - at / 60)).thirds
    back = Run(made_session(900, lambda at: 170 if at < 300 or at > 600 else 160)).thirds
    assert steady and fading and back
    assert not steady.drifts["cadence_spm"].has_changed and not steady.drifts["cadence_spm"].has_returned
    assert fading.drifts["cadence_spm"].has_changed and -11 < fading.drifts["cadence_spm"].change < -9
    assert back.drifts["cadence_spm"].has_returned


def at_own_pace(session: Any) -> Any:
    """Let contact follow step time as it does at one speed, from the runner's own."""
    steps = session.steps.copy()
    steps["contact_us"] = 240_000 * (steps["step_us"] / MEMORY["runs"][0]["step_us"]) ** 0.7
    return replace(session, steps=steps)


def with_cues(session: Any, *events: tuple[float, int, int]) -> Any:
    rows = np.array([(round(1000 * at), kind, value) for at, kind, value in events], dtype=session.events.dtype)
    return replace(session, events=np.sort(np.append(session.events, rows), order="time_ms"))


def test_what_became_of_a_cue() -> None:
    def cadence(at: float) -> float:
        return 169.0 if at < 300 or 402 < at < 500 else 150.0

    session = at_own_pace(replace(made_session(620, cadence), settings={"target": "cadence", "cadence_change_pct": 0}))
    cued = with_cues(session, (330, CUE, 1), (400, CUE, 1), (425, CONFIRM, 4), (560, CUE, 5), (616, CUE, 1))
    run = Run(cued, MEMORY)
    assert [one.helped for one in run.responses] == [False, True, False]  # a tick of the metronome is no cue
    assert [one.at_s for one in run.responses] == pytest.approx([330, 400, 616], abs=0.1)
    assert run.responses[0].cadence_after_spm == pytest.approx(150, abs=0.1)
    assert run.responses[1].cadence_after_spm == pytest.approx(169, abs=0.5)
    assert run.responses[2].steps < 40
    # Without the runner's own values only the clip's confirming pulse tells, and that came too late here.
    assert [one.helped for one in Run(cued).responses] == [False, False, False]
    soon = with_cues(session, (400, CUE, 1), (406, CONFIRM, 4))
    assert [one.helped for one in Run(soon).responses] == [True]
    text = Text(page_of(cued, MEMORY)).text
    assert "Back within 40 steps: 1 of 3" in text and "It is no proof that the cue was the reason" in text


def test_a_retention_run_is_told_with_its_verdict_and_somebody_elses_values_as_theirs() -> None:
    found = []
    for spm in (170.0, 178.0):
        settings = {"target": "cadence", "runner_id": "ann", "wearer_name": "Ann"}
        session = at_own_pace(replace(made_session(600, lambda at, spm=spm: spm), settings=settings))
        run = Run(with_cues(session, (10, PHASE, 4)), MEMORY, Beside(runner="Ben" if spm < 175 else "Ann"))
        found.append(Text(session_page(run).html()).text)
    slow, quick = found
    not_yet = "A retention run: 0 % of the steps were in the band, of own form 1 % would be: not yet."
    assert f"{not_yet} In a faded plan two sessions with all cues come next, twice at most." in slow
    assert "of own form 1 % would be: learnt. The plan goes on" in quick
    uneven = replace(session, settings={"target": "asymmetry"})
    text = Text(session_page(Run(with_cues(uneven, (10, PHASE, 4)), MEMORY)).html()).text
    assert "A retention run: compare its share" in text, "asymmetry has no own form for the pace"
    assert "The clip took the runner for ann" in slow and "The clip took the runner" not in quick


def test_steps_are_judged_as_the_clip_judges_them() -> None:
    slow = at_own_pace(replace(made_session(600, lambda at: 164.0), settings={"target": "cadence"}))
    quick = at_own_pace(replace(made_session(600, lambda at: 178.0), settings={"target": "cadence"}))
    assert (slow_run := Run(slow, MEMORY).judgement) and slow_run.inside_pct == 0
    assert (quick_run := Run(quick, MEMORY).judgement) and quick_run.inside_pct == 100
    # +5 %, less two fifths of that; the header's true time counts.
    own_spm = 60e6 / MEMORY["runs"][0]["step_us"]
    assert quick_run.limit_at(np.array([400.0]))[0] == pytest.approx(own_spm * 1.03, rel=2e-3)
    assert int((quick_run.verdict == INSIDE).sum()) > 1600
    assert np.isnan(quick_run.limit_at(np.array([-1.0, 5.0]))).all(), "not before there is a form"
    bounce = Run(replace(slow, settings={"target": "bounce"}), MEMORY).judgement
    assert bounce
    assert bounce.limit_at(np.array([400.0]))[0] == pytest.approx(80 * 0.936, rel=5e-3)


@pytest.mark.parametrize("target", ["cadence", "bounce", "steadiness", "asymmetry", "contact_share"])
def test_every_target_has_a_page(target: str) -> None:
    session = at_own_pace(replace(made_session(600, lambda at: 166.0), settings={"target": target}))
    assert Text(page_of(with_cues(session, (330, CUE, 2)), MEMORY)).text


def test_no_band_where_the_clip_had_none() -> None:
    session = replace(made_session(600), settings={"target": "cadence"})
    assert "the runner's own values are not known here" in Text(page_of(session)).text
    learning = with_cues(session, (10, PHASE, 1))
    found = Text(page_of(learning, MEMORY))
    assert not [band for data in found.data for band in data["bands"] if band["kind"] == "target"]
    assert "teach the clip the runner's own values" in found.text
    for settings in (None, {"target": "none"}, {"target": 7}):
        assert "</html>" in page_of(replace(session, settings=settings), MEMORY)


def test_missing_is_said_and_never_zero() -> None:
    one_minute = Text(page_of(made_session(60)))
    assert "Unsteadiness not measured" in one_minute.text and "not resolvable yet" in one_minute.text
    assert "Too short to compare" in one_minute.text and "The session has no whole minute" in one_minute.text
    session = made_session(300)
    nothing = Text(page_of(replace(session, steps=session.steps[:0], minutes=session.minutes[:0])))
    assert "No step was measured" in nothing.text and not nothing.data
    flagged = session.steps.copy()
    flagged["flags"] = 8
    unclean = Text(page_of(replace(session, steps=flagged)))
    assert "No step was whole enough" in unclean.text and f"{len(flagged)} of {len(flagged)} steps" in unclean.text
    for words in (nothing.text, unclean.text):
        assert " 0 mm" not in words and " 0.0 steps/min" not in words
    blind = replace(session, header=None, events=session.events[:0], settings=None)
    assert "A run, when is not known" in Text(page_of(blind)).text


def test_a_session_without_gyroscope_with_a_gap_and_one_cut_short(tmp_path: Path) -> None:
    (tmp_path / "clip").mkdir()
    folder = recorded_session(tmp_path / "clip", "stand 3, run 80, stand 3", gyroscope=False, lost_at_s=20)
    found = Text(page_of(open_session(folder)))
    assert "no gyroscope" in found.text and "10 samples were lost" in found.text
    assert any(span[2] == "gap" for data in found.data for span in data["spans"])
    sorted(folder.glob("*.seg"))[-1].unlink()
    assert "the session has no end" in Text(page_of(open_session(folder))).text


def test_shuffling_is_no_fault() -> None:
    steps = made_session(300).steps.copy()
    steps["contact_us"], steps["flight_us"] = steps["step_us"] - 10_000, 10_000
    text = Text(page_of(replace(made_session(300), steps=steps))).text
    assert "grounded running" in text and "by up to 35 %" in text and "30 men at 2.1 m/s" in text
    assert "grounded running lowered" not in Text(page_of(made_session(300))).text


def test_nobody_is_diagnosed_or_told_180() -> None:
    text = Text(page_of(full_run(), MEMORY)).text
    assert "not a medical device" in text and "Sudden pain or numbness: stop and see a clinician" in text
    assert not re.search(r"\b180\b(?! ms)", text)


def test_who_sees_pain_sees_the_signs_that_need_a_doctor() -> None:
    session = made_session(300)
    for page in (session_page, summary_page):
        hurt = page(Run(session, MEMORY, Beside(pain=(1, 2)))).html()
        assert "Pain, 0 to 10: 1 before, 2 after." in hurt and hurt.count("newly numb?") == 1
        told = (Told("Pain rose.", f"Rest. {SEE_SOMEONE}"),)
        assert page(Run(session, MEMORY, Beside(told, pain=(1, 4)))).html().count("newly numb?") == 1
        assert "newly numb?" not in page(Run(session, MEMORY)).html()


@pytest.mark.parametrize("hours", [1, 4])
def test_size(hours: int) -> None:
    size_bytes = len(page_of(made_session(3600 * hours), MEMORY).encode())
    assert size_bytes < (0.2 + 0.5 * hours) * 1e6


def test_broken_and_forged_sessions_make_a_page_or_the_one_error() -> None:
    made = 0
    for case_number in range(120):
        case = mutated(Random(f"report/{case_number}"))
        try:
            session = session_of("forged", case.segments, case.is_folder)
        except SessionError:
            continue
        try:
            page = page_of(session, MEMORY)
        except SessionError as error:
            assert "no clip wrote this" in str(error)
            continue
        assert page.endswith("</html>\n")
        made += 1
    assert made > 60
