"""A session as a TCX file (Training Center XML, version 2), for platforms that do not take FIT.

The schema asks for distance and calories of each lap. The clip knows neither: both are 0, which says so.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

from recoil.common.errors import one_line
from recoil.common.version import __version__
from recoil.session.clock import start_of
from recoil.session.dynamics import dynamics_of
from recoil.session.means import means_of
from recoil.session.session import Session
from recoil.session.timeline import Timeline

from .errors import FitError

NAMESPACE = "http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2"
EXTENSION = "http://www.garmin.com/xmlschemas/ActivityExtension/v2"
SHORTEST_LAP_S = 1.0
MOST_CADENCE = 254


def tcx_of(session: Session, given_start: datetime | None = None) -> bytes:
    """Return the session as a TCX file; a `RecoilError` where there is none to be made.

    Args:
        session: A run.
        given_start: When it started, where the clip's clock does not know.
    """
    if not len(session.steps):
        raise FitError(f"{one_line(session.name)}: no step was measured: there is nothing to put into a TCX file")
    start = start_of(session, given_start)
    timeline = Timeline.of(session)
    ElementTree.register_namespace("", NAMESPACE)
    ElementTree.register_namespace("tpx", EXTENSION)
    root = ElementTree.Element(_name("TrainingCenterDatabase"))
    activity = _add(_add(root, "Activities"), "Activity", Sport="Running")
    _add(activity, "Id", _time(start, timeline.begin_s))
    points = _points(session)
    for begin_s, end_s, is_last in _laps(timeline):
        lap = _add(activity, "Lap", StartTime=_time(start, begin_s))
        _add(lap, "TotalTimeSeconds", f"{end_s - begin_s - timeline.paused_s(begin_s, end_s):.1f}")
        _add(lap, "DistanceMeters", "0.0")
        _add(lap, "Calories", "0")
        _add(lap, "Intensity", "Active")
        _add(lap, "TriggerMethod", "Manual")
        track = _add(lap, "Track")
        for time_s, cadence_spm in points:
            if begin_s <= time_s < end_s or (is_last and time_s == end_s):
                point = _add(track, "Trackpoint")
                _add(point, "Time", _time(start, time_s))
                if cadence_spm is not None:
                    _run_cadence(point, "TPX", "RunCadence", cadence_spm)
        mean_spm = means_of(session, begin_s, end_s).cadence_spm
        if mean_spm is not None:
            _run_cadence(lap, "LX", "AvgRunCadence", mean_spm)
    creator = _add(activity, "Creator")
    creator.set("{http://www.w3.org/2001/XMLSchema-instance}type", "Device_t")
    _add(creator, "Name", "Recoil")
    _add(creator, "UnitId", "0")
    _add(creator, "ProductID", "0")
    version = _add(creator, "Version")
    major, minor = [*__version__.split("."), "0"][:2]
    _add(version, "VersionMajor", major)
    _add(version, "VersionMinor", minor)
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


def _points(session: Session) -> list[tuple[float, float | None]]:
    """Return time and cadence of each second, pauses left out."""
    rows = dynamics_of(session)
    rows = rows[~rows["is_paused"]]
    known = rows["cadence_spm"] == rows["cadence_spm"]
    return [
        (time_s, cadence if is_known else None)
        for time_s, cadence, is_known in zip(
            rows["time_s"].tolist(), rows["cadence_spm"].tolist(), known.tolist(), strict=True
        )
    ]


def _laps(timeline: Timeline) -> Iterator[tuple[float, float, bool]]:
    edges = [timeline.begin_s]
    for marker_s in timeline.markers_s:
        if edges[-1] + SHORTEST_LAP_S <= marker_s <= timeline.end_s - SHORTEST_LAP_S:
            edges.append(marker_s)
    edges.append(timeline.end_s)
    for number in range(len(edges) - 1):
        yield edges[number], edges[number + 1], number == len(edges) - 2


def _run_cadence(parent: ElementTree.Element, group: str, name: str, cadence_spm: float) -> None:
    """Add cadence as Garmin has it for running: strides a minute, in an extension."""
    extension = ElementTree.SubElement(_add(parent, "Extensions"), f"{{{EXTENSION}}}{group}")
    strides = min(round(cadence_spm / 2), MOST_CADENCE)
    ElementTree.SubElement(extension, f"{{{EXTENSION}}}{name}").text = str(strides)


def _add(parent: ElementTree.Element, name: str, text: str | None = None, **attributes: str) -> ElementTree.Element:
    element = ElementTree.SubElement(parent, _name(name), attributes)
    element.text = text
    return element


def _name(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def _time(start: datetime, after_s: float) -> str:
    return (start + timedelta(seconds=after_s)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
