"""What a laboratory's programs want to know beside a table of raw samples, in the words of BIDS for motion.

BIDS (Brain Imaging Data Structure, extension for motion: Jeung 2024) puts recordings of inertial sensors into tables
with a JSON file beside each. The table here keeps its line of names, so it is like BIDS, not BIDS.
"""

import json
from typing import Any

from recoil.common.version import __version__
from recoil.recording.column_names import ACC, GYR, TIME

from .raw import COUNT
from .raw_csv import samples_in
from .session import Session

FULL_SCALE_COUNTS = 32767
AXES = {"x": "forward", "y": "up", "z": "to the right"}


def motion_sidecar(session: Session) -> str:
    """Describe the raw samples of a session.

    Args:
        session: With raw samples and a head page.

    Returns:
        JSON: rate, duration, sensor, and of every column its unit, kind, axis and range.
    """
    header = session.header
    if header is None:
        raise ValueError("without a header there is no sample period")
    rate_hz = 1e9 / header.period_ns
    samples = samples_in(session.raw_pages)
    sensors: list[tuple[str, str, tuple[str, ...], float, str]] = [
        ("ACCEL", "g", ACC, header.acceleration_g, "Specific force: +1 g along what points up, at rest")
    ]
    if header.gyroscope:
        sensors.append(("GYRO", "deg/s", GYR, header.rotation_dps, "Rate of rotation, right-handed"))
    columns: dict[str, Any] = {TIME: {"Description": "Time since the gait core's first sample", "Units": "s"}}
    for kind, unit, names, one, what in sensors:
        for name in names:
            axis = name.split("_")[1]
            columns[name] = {
                "Description": f"{what}; positive {AXES[axis]}",
                "Units": unit,
                "Type": kind,
                "Component": axis,
                "TrackedPoint": "waist",
                "Minimum": round(-(FULL_SCALE_COUNTS + 1) * one, 3),
                "Maximum": round(FULL_SCALE_COUNTS * one, 3),
            }
    document: dict[str, Any] = {
        "TaskName": "running",
        "TrackingSystemName": "Recoil",
        "ManufacturersModelName": "Recoil clip",
        "DeviceSerialNumber": header.clip_id,
        "SoftwareVersions": f"firmware {header.firmware_version}, recoil {__version__}",
        "SamplingFrequency": round(rate_hz, 6),
        "RecordingDuration": round(samples / rate_hz, 3),
        "RecordingType": "continuous" if _is_continuous(session) else "discontinuous",
        "MissingValues": "rows are left out: a gap in the samples is a gap in the times",
        "ACCELChannelCount": 3,
        "GYROChannelCount": 3 if header.gyroscope else 0,
        "MotionChannelCount": 6 if header.gyroscope else 3,
        "TrackedPointsCount": 1,
        "SpatialAxes": "ASR",
        "AcquisitionTime": header.start.isoformat() if header.start else "n/a",
    }
    return json.dumps(document | columns, indent=2) + "\n"


def _is_continuous(session: Session) -> bool:
    """Tell whether every page of raw samples begins where the one before ended."""
    end = None
    for page in session.raw_pages:
        if len(page.payload) < COUNT.size or (end is not None and page.base != end):
            return False
        end = page.base + COUNT.unpack_from(page.payload)[0]
    return True
