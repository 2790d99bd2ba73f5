"""Writes a session into files: a FIT or TCX activity, tables as CSV or JSON, or its dynamics in a watch's FIT file."""

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from recoil.common.errors import OutputError, RecoilError, one_line
from recoil.common.staging import Staging
from recoil.fit.activity import activity_of
from recoil.fit.merge import Merged, merge
from recoil.fit.tcx import tcx_of
from recoil.session.csv_tables import events_csv, minutes_csv, steps_csv, strides_csv
from recoil.session.facts import clock
from recoil.session.json_tables import session_json
from recoil.session.motion_sidecar import motion_sidecar
from recoil.session.raw_csv import write_raw
from recoil.session.reader import open_session
from recoil.session.session import Session
from recoil_clip.spec.files import SEGMENT_ENDING

LARGEST_WATCH_FILE = 64 << 20
Advance = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Wanted:
    """What to write of a session.

    Attributes:
        csv: Its tables as CSV, its raw samples packed beside them.
        fit: A FIT file, or, with `watch`, the watch's own one with the session's dynamics in it.
        watch: Path of a watch's FIT file of the same run.
        offset_s: Seconds from the watch's first record to the session's start, where nothing else can tell.
        start: When the session began, where the clip's clock was not set; with a time zone.
    """

    csv: bool
    fit: bool
    watch: Path | None = None
    offset_s: float | None = None
    start: datetime | None = None
    tcx: bool = False
    json: bool = False


@dataclass
class Exported:
    """What was written, and what the runner should know of it."""

    session: str
    files: list[Path] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    errors: list[RecoilError] = field(default_factory=list)
    merged: Merged | None = None

    def document(self) -> dict[str, Any]:
        """Return it ready for JSON.

        Returns:
            Paths and sentences; with a watch's file how the session was found in it, in s, and what changed there.
        """
        content: dict[str, Any] = {
            "session": self.session,
            "files": [str(path) for path in self.files],
            "notes": self.notes,
        }
        if self.merged:
            alignment = self.merged.alignment
            content["watch"] = {
                "found_by": alignment.how,
                "session_begins_s": alignment.after_watch_s,
                "clip_clock_behind_s": alignment.clock_lag_s,
                "overlap_s": alignment.overlap_s,
                "correlation": alignment.correlation,
                "records": self.merged.records,
                "records_with_dynamics": self.merged.filled,
                "watch_values_replaced": list(self.merged.replaced),
                "watch_values_replaced_in": dict(self.merged.replaced_counts),
                "watch_values_kept_in": dict(self.merged.kept_counts),
                "cadence_of": "clip" if self.merged.has_cadence_of_clip else "watch",
            }
        return content


def export_session(path: Path, wanted: Wanted, out: Path, advance: Advance) -> Exported:
    """Write all that is wanted of a session, or nothing.

    Files are written beside their places and take them together at the end: after an interrupt none is half there.

    Args:
        path: Folder of the session, or one segment of it.
        wanted: What to write.
        out: Folder that the files go to; it is made.
        advance: Told what is being written, and how many of how many pieces of it are done.

    Returns:
        The files, what the runner should know of them, and why a FIT file could not be made beside good tables.

    Raises:
        SessionError: There is no session at the path.
        FitError: The session or the watch's file cannot be used, and no tables were wanted.
        OutputError: The folder cannot be written, or a file would take the place of the watch's own.
    """
    session = open_session(path)
    name = session.name.removesuffix(SEGMENT_ENDING)
    done = Exported(name)
    done.notes += [f"missing: {text}" for text in session.missing]
    inputs = {os.path.realpath(wanted.watch)} if wanted.watch else set()
    with Staging() as staging:
        if wanted.csv:
            staging.write(out / f"{name}.steps.csv", steps_csv(session))
            staging.write(out / f"{name}.minutes.csv", minutes_csv(session))
            staging.write(out / f"{name}.strides.csv", strides_csv(session))
            staging.write(out / f"{name}.events.csv", events_csv(session))
            _stage_raw(session, out / f"{name}.raw.csv.gz", staging, done, advance)
        if wanted.json:
            staging.write(out / f"{name}.json", session_json(session))
        if wanted.tcx:
            try:
                staging.write(out / f"{name}.tcx", tcx_of(session, wanted.start))
            except RecoilError as error:
                if not (wanted.csv or wanted.json):
                    raise
                done.errors.append(error)
        if wanted.fit:
            target = out / f"{name}.fit"
            if os.path.realpath(target) in inputs:
                raise OutputError(f"{one_line(target)} is the watch's own file: choose another --out")
            try:
                staging.write(target, _fit(session, wanted, done))
            except RecoilError as error:
                if not (wanted.csv or wanted.json):
                    raise
                done.errors.append(error)  # the tables are good all the same
        done.files = staging.files
    return done


def _fit(session: Session, wanted: Wanted, done: Exported) -> bytes:
    if wanted.watch is None:
        return activity_of(session, wanted.start)
    try:
        done.merged = merge(session, _read_watch(wanted.watch), wanted.offset_s, wanted.start)
    except RecoilError as error:
        raise type(error)(f"{one_line(wanted.watch)}: {error}", *error.advice) from None
    done.notes += merge_notes(done.merged)
    return done.merged.data


def _read_watch(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            data = stream.read(LARGEST_WATCH_FILE + 1)
    except (OSError, ValueError) as error:
        raise RecoilError((getattr(error, "strerror", None) or str(error)).lower()) from None
    if len(data) > LARGEST_WATCH_FILE:
        raise RecoilError(f"too large for a watch's file (more than {LARGEST_WATCH_FILE >> 20} MB)")
    return data


def merge_notes(merged: Merged) -> list[str]:
    """Say how the session was found in the watch's file, and what changed there."""
    found = merged.alignment
    side = "after" if found.after_watch_s >= 0 else "before"
    how = {
        "cadence": "as their cadences say",
        "clock": "as the clocks say (not checked by cadence)",
        "offset": "as --offset says",
    }[found.how]
    agreement = f", their correlation there is {found.correlation:.2f}" if found.correlation is not None else ""
    notes = [
        f"the session begins {clock(abs(found.after_watch_s))} {side} the watch's file, {how}",
        f"clip and watch have {clock(found.overlap_s)} in common{agreement}",
        f"{merged.filled} of {merged.records} records have the clip's values",
    ]
    if found.clock_lag_s is not None and abs(found.clock_lag_s) > 1:
        sense = "behind" if found.clock_lag_s > 0 else "ahead of"
        notes.append(f"the clip's clock was {clock(abs(found.clock_lag_s))} {sense} the watch's")
    if merged.replaced:
        notes.append("in place of the watch's own: " + _counted(merged.replaced_counts))
    if merged.kept_counts:
        notes.append("the watch's own where the clip was not at work: " + _counted(merged.kept_counts))
    if merged.has_cadence_of_clip:
        notes.append("the watch had no cadence: it is the clip's")
    notes += [f"warning: {note}" for note in merged.notes]
    if merged.filled == 0:
        notes.append("no record got a value: the clip knows nothing of the time that the watch recorded")
    return notes


def _counted(counts: Mapping[str, int]) -> str:
    """Name fields, and in how many records, laps or sessions it was."""
    return ", ".join(f"{name} ({count:,} x)" for name, count in counts.items())


def _stage_raw(session: Session, target: Path, staging: Staging, done: Exported, advance: Advance) -> None:
    if not session.raw_pages:
        return
    if session.header is None:
        done.notes.append("raw samples are left out: without a head page their times are not known")
        return
    with staging.opened(target) as stream:
        damage = write_raw(session, stream, lambda at, total: advance(done.session, at, total))
    staging.write(target.with_name(target.name.replace(".raw.csv.gz", ".raw.json")), motion_sidecar(session))
    done.notes += [f"missing: {text}" for text in damage]


def check_names(paths: Iterable[Path]) -> None:
    """Refuse sessions that would be written into the same files."""
    seen: dict[str, Path] = {}
    for path in paths:
        name = path.absolute().name.removesuffix(SEGMENT_ENDING)
        if name in seen:
            raise OutputError(
                f"{one_line(seen[name])} and {one_line(path)} would be written into the same files",
                "export them one by one, each with its own --out",
            )
        seen[name] = path
