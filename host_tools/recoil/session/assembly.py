"""Puts a session together from its segments: every intact page in its order, and what is missing in sentences."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from recoil_clip.spec.events import FULL, FULL_LOG, RATE, STOP
from recoil_clip.spec.log import PAGE_HEAD, PAGE_LOG, PAGE_RAW

from .errors import SessionError
from .header import LEAST_TRUE_TIME, MOST_TRUE_TIME, SessionHeader, header_of
from .pages import Page, scan
from .records import records_of
from .sentences import count, shortened
from .session import Session
from .settings import settings_of
from .validity import blank, withheld_of

MOST_GAPS = 5  # named one by one, and as many times that the flash was full
Owner = tuple[int, int, str] | None


def session_of(
    name: str, segments: Iterable[tuple[str, bytes]], is_folder: bool = True, missing: Sequence[str] = ()
) -> Session:
    """Return the session in these segments (name, bytes), in order.

    `is_folder`: they should be all segments of the session. `missing` begins with what was found missing before.
    A `SessionError` if nothing is intact, or if a newer Recoil is needed.
    """
    said = list(missing)
    files: list[list[Page]] = []
    for segment, data in segments:
        found = scan(data, segment)
        files.append(found.pages)
        said += found.damage
    if not any(files):
        reason = "; ".join(said[:3]) or "the power went before anything was written"
        raise SessionError(f"nothing in it is intact: {reason}")
    pages = in_order(of_one_session(files, said), said, is_folder)
    header = next(iter(headers_of(pages)), None)
    if header is None:
        said.append("no head page is intact: when it was, and the sample period, are not known")
    records = records_of(page for page in pages if page.kind == PAGE_LOG)
    said += records.damage
    steps, events, minutes = records.tables()
    header = with_true_rate(header, events)
    said += ending_of(events, is_folder)
    settings = settings_of(pages, said)
    raw_pages = tuple(page for page in pages if page.kind == PAGE_RAW)
    strides = records.strides.table()
    withheld = withheld_of(header, steps, events, minutes, strides)
    blank(steps, minutes, strides, withheld)
    return Session(
        name,
        header,
        settings,
        steps,
        events,
        minutes,
        shortened(said),
        raw_pages,
        strides=strides,
        withheld=withheld,
        trials=records.trials.table(),
        exercises=records.exercises.table(),
    )


def with_true_rate(header: SessionHeader | None, events: np.ndarray) -> SessionHeader | None:
    """Return the header with the sample period that the clip measured by its crystal, where the sensor's was wrong."""
    rates = events["value"][events["kind"] == RATE].tolist()
    if header is None or not rates or not LEAST_TRUE_TIME <= rates[-1] / (1000 * header.period_us) <= MOST_TRUE_TIME:
        return header
    return replace(header, period_ns=rates[-1])


def of_one_session(files: Sequence[Sequence[Page]], missing: list[str]) -> list[Page]:
    """Leave out the pages of other sessions than the one to which most belong.

    A page tells its session's number, without the clip's name: where two clips have a session of the same number, what
    the last head page in the same file says counts too.
    """
    number, _ = Counter(page.session for pages in files for page in pages).most_common(1)[0]
    owned: list[tuple[Owner, Page]] = []
    strange: list[Page] = []
    for pages in files:
        owner: Owner = None
        for page in pages:
            if page.session != number:
                strange.append(page)
                continue
            for header in headers_of([page]):
                owner = header.session, header.start_s, header.clip_id
            owned.append((owner, page))
    owners = Counter(owner for owner, _ in owned if owner)
    kept = [page for _, page in owned]
    if len(owners) > 1:
        ((most, _),) = owners.most_common(1)
        strange += [page for owner, page in owned if owner != most]
        kept = [page for owner, page in owned if owner == most]
    if strange:
        missing.append(f"{count(len(strange), 'page')} of another session left out, the first in {strange[0].where}")
    return kept


def in_order(pages: Sequence[Page], missing: list[str], is_folder: bool) -> list[Page]:
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


def headers_of(pages: Iterable[Page]) -> Iterable[SessionHeader]:
    """Yield what each readable head page says."""
    for page in pages:
        header = header_of(page) if page.kind == PAGE_HEAD else None
        if header is not None:
            yield header


def ending_of(events: np.ndarray, is_folder: bool) -> list[str]:
    """Say what there was no room or no power for."""
    full_ms = events["time_ms"][(events["kind"] == FULL) & (events["value"] == FULL_LOG)].tolist()
    missing = [f"the flash was full at {ms // 1000} s: what followed was not recorded" for ms in full_ms[:MOST_GAPS]]
    if len(full_ms) > MOST_GAPS:
        missing.append(f"the flash was full {count(len(full_ms) - MOST_GAPS, 'more time')}")
    if is_folder and not missing and not (events["kind"] == STOP).any():
        missing.append(
            "the session has no end: the power went, with up to 10 s not yet written, or its last files are missing"
        )
    return missing
