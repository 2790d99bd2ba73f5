"""A session as TCX: what it says, and by the schema of those who made the format, where that is at hand."""

import os
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from made_sessions import made_session
from recoil.fit.errors import FitError
from recoil.fit.tcx import EXTENSION, NAMESPACE, tcx_of
from recoil.session.json_tables import session_json
from report_sessions import full_run, hostile_run

WHERE = {"t": NAMESPACE, "x": EXTENSION}
# Of each element in a lap, in this order: what the schema's sequence asks for.
LAP = ["TotalTimeSeconds", "DistanceMeters", "Calories", "Intensity", "TriggerMethod", "Track", "Extensions"]


def test_a_run_with_markers_and_a_pause() -> None:
    root = ElementTree.fromstring(tcx_of(full_run()))
    laps = root.findall("t:Activities/t:Activity/t:Lap", WHERE)
    assert len(laps) == 4 and root.find("t:Activities/t:Activity", WHERE).get("Sport") == "Running"  # pyright: ignore
    for lap in laps:
        assert [element.tag.partition("}")[2] for element in lap] == LAP
    seconds = [float(lap.findtext("t:TotalTimeSeconds", "", WHERE)) for lap in laps]
    assert seconds == pytest.approx([394, 508, 978, 400], abs=1)  # two pauses left out
    points = root.findall(".//t:Trackpoint", WHERE)
    times = [point.findtext("t:Time", "", WHERE) for point in points]
    assert (
        times == sorted(times) and len(set(times)) == len(times) and len(points) == pytest.approx(sum(seconds), abs=5)
    )
    cadences = [int(found.text or 0) for found in root.findall(".//x:RunCadence", WHERE)]
    assert len(cadences) > 2200 and 76 <= min(cadences) <= max(cadences) <= 92  # strides a minute
    assert [lap.findtext("t:DistanceMeters", "", WHERE) for lap in laps] == ["0.0"] * 4  # not known


def test_by_its_schema() -> None:
    """RECOIL_TCX_SCHEMA names Garmin's TrainingCenterDatabasev2.xsd, which may not be passed on with this project."""
    schema = os.environ.get("RECOIL_TCX_SCHEMA")
    if not schema:
        pytest.skip("RECOIL_TCX_SCHEMA is not set")
    etree = pytest.importorskip("lxml.etree")
    judge = etree.XMLSchema(etree.parse(Path(schema)))
    for session in (full_run(), made_session(60), hostile_run()):
        assert judge.validate(etree.fromstring(tcx_of(session))), judge.error_log


def test_nothing_to_tell_and_a_document_of_all_tables() -> None:
    session = made_session(120)
    with pytest.raises(FitError, match="no step was measured"):
        tcx_of(replace(session, steps=session.steps[:0]))
    import json

    found = json.loads(session_json(session))
    assert found["format"] == 1 and found["overview"]["steps"] == len(session.steps) == len(found["steps"]["side"])
    assert {len(column) for column in found["steps"].values()} == {len(session.steps)}
    assert found["steps"]["step_ms"][0] == pytest.approx(session.steps["step_us"][0] / 1000, abs=0.5)
    assert set(found) == {"format", "overview", "steps", "strides", "minutes", "events"}
