"""Opens a session: reads every page that is intact, puts them in order, and says what is missing."""

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from recoil.errors import one_line
from recoil_log.events import FULL, FULL_LOG, STOP
from recoil_log.layout import PAGE_HEAD, PAGE_LOG, PAGE_RAW, PAGE_SETTINGS, SEGMENT_BYTES, SEGMENT_ENDING

from .errors import SessionError
from .header import SessionHeader, header_of
from .pages import Page, scan
from .records import records_of
from .session import Session

MOST_GAPS = 5  # named one by one
LARGEST_FILE = 16 * SEGMENT_BYTES  # a segment with anything beyond this is none


def open_session(path: Path | str) -> Session:
    """Read a session from its folder, or one segment of it; a `SessionError` if it is none or nothing is intact."""
    path = Path(path)
    missing: list[str] = []
    pages: list[Page] = []
    for file in segments_in(path):
        data = read(file, missing)
        if data is not None:
            found = scan(data, one_line(file.name, 80))
            pages += found.pages
            missing += found.damage
    if not pages:
        reason = "; ".join(missing[:3]) or "the power went before anything was written"
        raise SessionError(f"{one_line(path)}: nothing in it is intact: {reason}")
    pages = of_one_session(pages, missing)
    pages = in_order(pages, missing, is_folder=path.is_dir())
    header = first_header(pages)
    if header is None:
        missing.append("no head page is intact: when it was, and the sample period, are not known")
    records = records_of(page for page in pages if page.kind == PAGE_LOG)
    missing += records.damage
    steps, events, minutes = records.tables()
    missing += ending_of(events, is_folder=path.is_dir())
    return Session(
        name=path.name,
        header=header,
        settings=settings_of(pages, missing),
        steps=steps,
        events=events,
        minutes=minutes,
        missing=tuple(missing),
        raw_pages=tuple(page for page in pages if page.kind == PAGE_RAW),
    )


def segments_in(path: Path) -> list[Path]:
    """Return the session's files in order."""
    try:
        if path.is_file():
            return [path]
        if not path.is_dir():
            raise SessionError(f"{one_line(path)}: no such session")
        files = sorted(file for file in path.iterdir() if file.name.endswith(SEGMENT_ENDING) and file.is_file())
    except (OSError, ValueError) as error:
        raise SessionError(f"{one_line(path)}: {one_line(getattr(error, 'strerror', None) or error)}") from None
    if not files:
        raise SessionError(f"{one_line(path)}: no session: there is no file *{SEGMENT_ENDING} in it")
    return files


def read(file: Path, missing: list[str]) -> bytes | None:
    """Return what is in a segment; None if it cannot be read."""
    name = one_line(file.name, 80)
    try:
        with file.open("rb") as stream:
            data = stream.read(LARGEST_FILE + 1)
    except OSError as error:
        missing.append(f"{name}: {one_line(error.strerror)}")
        return None
    if len(data) > LARGEST_FILE:
        missing.append(f"{name}: too large for a segment")
        return None
    return data


def of_one_session(pages: list[Page], missing: list[str]) -> list[Page]:
    """Leave out pages of other sessions than the one to which most belong."""
    session, _ = Counter(page.session for page in pages).most_common(1)[0]
    strange = [page for page in pages if page.session != session]
    if strange:
        missing.append(f"{count(len(strange), 'page')} of another session left out, the first in {strange[0].where}")
    return [page for page in pages if page.session == session]


def in_order(pages: list[Page], missing: list[str], is_folder: bool) -> list[Page]:
    """Return the pages by number; one that was written again counts as it was written last."""
    by_number = {page.number: page for page in pages}
    ordered = [by_number[number] for number in sorted(by_number)]
    expected = 0 if is_folder else ordered[0].number
    gaps: list[tuple[int, Page]] = []
    for page in ordered:
        if page.number > expected:
            gaps.append((page.number - expected, page))
        expected = page.number + 1
    for lost, page in gaps[:MOST_GAPS]:
        missing.append(f"{count(lost, 'page')} missing before {page.where}")
    more = sum(lost for lost, _ in gaps[MOST_GAPS:])
    if more:
        missing.append(f"{count(more, 'page')} missing in {count(len(gaps) - MOST_GAPS, 'more place')}")
    return ordered


def ending_of(events: np.ndarray, is_folder: bool) -> list[str]:
    """Say what there was no room or no power for."""
    missing = []
    for event in events[(events["kind"] == FULL) & (events["value"] == FULL_LOG)]:
        missing.append(f"the flash was full at {event['time_ms'] // 1000} s: what followed was not recorded")
    if is_folder and not missing and not (events["kind"] == STOP).any():
        missing.append(
            "the session has no end: the power went, with up to 10 s not yet written, or its last files are missing"
        )
    return missing


def first_header(pages: Iterable[Page]) -> SessionHeader | None:
    """Return what the first readable head page says."""
    for page in pages:
        if page.kind == PAGE_HEAD:
            header = header_of(page)
            if header is not None:
                return header
    return None


def settings_of(pages: Iterable[Page], missing: list[str]) -> dict[str, Any] | None:
    """Put the settings together."""
    text = b""
    for page in pages:
        if page.kind == PAGE_SETTINGS:
            if page.base not in (0, len(text)):
                missing.append("part of the settings is missing")
                return None
            text = text[: page.base] + page.payload
    if not text:
        return None
    try:
        settings = json.loads(text)
    except (ValueError, RecursionError):
        settings = None
    if not isinstance(settings, dict):
        missing.append("the settings are unreadable")
        return None
    return settings


def count(number: int, name: str) -> str:
    """Return how many there are, in words."""
    return f"{number} {name}{'s' * (number != 1)}"
