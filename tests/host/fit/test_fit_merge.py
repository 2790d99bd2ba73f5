"""A session's dynamics in a watch's own file: ours at the right times, and everything else as it was."""

import dataclasses
from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from made_sessions import header, made_session, wavy_spm
from merge_checks import CADENCE, OURS, check_dynamics, watch_own
from recoil.fit.merge import merge
from recoil.fit.reader import Data, parse
from recoil.session import Session
from recoil.session.dynamics import dynamics_of
from recoil.session.means import means_of
from reference_decoders import decoded, other_messages
from watch_files import ENUM, EPOCH_S, FIELDS, INVALID, U8, U16, U32, WatchFile, plain_run, watch_cadence

FIRST = 1_163_000_000  # in FIT's time
OFFSET_S = 90
SECONDS = 1000


@pytest.fixture(scope="module")
def session() -> Session:
    return made_session(800, pauses=((300, 340),), left_more_ms=2)


@pytest.fixture(scope="module")
def strides() -> np.ndarray:
    return watch_cadence(wavy_spm, [(6, 300), (340, 800)], SECONDS, OFFSET_S)


@pytest.mark.parametrize("clock_s", [None, 0, -10_800, 3600, 10_800])
def test_a_plain_run(session: Session, strides: np.ndarray, clock_s: int | None) -> None:
    start_s = 0 if clock_s is None else FIRST + EPOCH_S + OFFSET_S + clock_s
    clipped = dataclasses.replace(session, header=header(start_s))
    watch = plain_run(FIRST, strides)
    merged = merge(clipped, watch)
    zero = merged.alignment.zero
    assert zero - FIRST == pytest.approx(OFFSET_S, abs=4)
    assert merged.alignment.clock_lag_s == (None if clock_s is None else pytest.approx(-clock_s, abs=4))
    assert check_dynamics(merged.data, session, zero, watch) == merged.filled > 700
    assert watch_own(merged.data, OURS) == watch_own(watch, OURS)
    assert (merged.records, merged.replaced, merged.has_cadence_of_clip) == (SECONDS, (), False)


def test_laps_and_sessions_get_their_means(session: Session, strides: np.ndarray) -> None:
    merged = merge(dataclasses.replace(session, header=header(0)), plain_run(FIRST, strides))
    found = decoded(merged.data)
    means = means_of(session)
    for name in ("lap", "session"):
        (lap,) = found[name]
        assert lap["avg_stance_time"] == pytest.approx(means.contact_ms, abs=0.06)
        assert lap["avg_vertical_oscillation"] == pytest.approx(means.bounce_mm, abs=0.06)
        assert lap["avg_stance_time_balance"] == pytest.approx(50.41, abs=0.03)
        assert "avg_cadence" not in lap


def test_smart_recording(session: Session, strides: np.ndarray) -> None:
    every = sorted({*range(0, SECONDS, 6), *(1 + np.flatnonzero(np.diff(strides))).tolist()})
    watch = plain_run(FIRST, strides, every)
    merged = merge(dataclasses.replace(session, header=header(0)), watch)
    assert merged.alignment.zero - FIRST == pytest.approx(OFFSET_S, abs=5)
    assert merged.records == len(every)
    check_dynamics(merged.data, session, merged.alignment.zero, watch)


def odd_run(strides: np.ndarray, compressed: bool, protocol: int = 0x20, header_bytes: int = 14) -> bytes:
    """Return a run with everything that the protocol allows and few watches do."""
    file = WatchFile()
    file.define(15, 0, [(0, ENUM), (1, U16), (4, U32)], order=">")
    file.data(15, 4, 1, FIRST)
    file.define(15, 207, [(1, (0x0D, "16s")), (3, U8)])
    file.data(15, bytes(range(16)), 0)
    file.define(14, 206, [(0, U8), (1, U8), (2, U8), (3, (0x07, "8s")), (8, (0x07, "4s"))])
    file.data(14, 0, 0, 0x84, b"stryd\0\0\0", b"W\0\0\0")
    file.define(13, 0xFF07, [(3, U16), (4, (0x07, "6s"))], order=">")  # a message of the maker's own
    file.data(13, 4711, b"hello\0")
    names = ("time", "lat", "unknown", "cadence", "fraction", "heart_rate")
    for second, value in enumerate(strides.tolist()):
        if second % 250 == 0:  # the same local type, laid out anew, in the other byte order
            order = "<>"[second // 250 % 2]
            more = [(53, U16)] if second == 500 else []  # a field of ours in a type that is not ours
            own = [(0, 2, 0)] if second >= 250 else []
            file.define(0, 20, [*(FIELDS[name] for name in names), (39, U16), (41, U8), *more], own, order)
            file.define(3, 20, [FIELDS["cadence"], FIELDS["oscillation"]], order=order)
        own = [b"\x01\x02"] if second >= 250 else []
        more = [7] if 500 <= second < 750 else []
        if compressed and second % 250 and second % 10 == 9:
            file.data(3, value, 871, second=FIRST + second)
        else:
            file.data(0, FIRST + second, 600_000_000, second, value, 0, 140, 870, INVALID["B"], *more, *own)
        if second % 100 == 50:
            file.data(13, second, b"x\0\0\0\0\0")
    file.define(2, 19, [(253, U32), (2, U32), (77, U16), (17, U8)], order=">")
    file.data(2, FIRST + SECONDS - 1, FIRST, 870, 84)
    file.data(2, FIRST + SECONDS - 1, INVALID["I"], 870, 84)
    return file.file(header_bytes, protocol)


@pytest.mark.parametrize("compressed", [False, True])
@pytest.mark.parametrize(("protocol", "header_bytes"), [(0x20, 14), (0x10, 14), (0x20, 12)])
def test_everything_that_the_protocol_allows(
    session: Session, strides: np.ndarray, protocol: int, header_bytes: int, compressed: bool
) -> None:
    watch = odd_run(strides, compressed, protocol, header_bytes)
    merged = merge(dataclasses.replace(session, header=header(0)), watch)
    assert merged.alignment.zero - FIRST == pytest.approx(OFFSET_S, abs=4)
    assert check_dynamics(merged.data, session, merged.alignment.zero, watch, compressed) > 700
    assert watch_own(merged.data, OURS) == watch_own(watch, OURS)
    assert merged.replaced == ("avg_vertical_oscillation", "vertical_oscillation")
    assert merged.data[1] == 0x20
    assert merged.data[0] == header_bytes
    first, second = (values for name, values in other_messages(merged.data) if name == "lap")
    assert first["avg_stance_time"] > 2000
    assert second["avg_stance_time"] is second["avg_vertical_oscillation"] is None  # its begin is not known


def test_bytes_of_other_messages_are_copied(session: Session, strides: np.ndarray) -> None:
    watch = odd_run(strides, True)
    merged = merge(session, watch, offset_s=OFFSET_S)

    def others(data: bytes) -> list[tuple[int, bytes]]:
        return [
            (message.definition.number, message.payload)
            for message in parse(data).messages
            if isinstance(message, Data) and message.definition.number not in (18, 19, 20, 206, 207)
        ]

    assert others(watch) == others(merged.data)
    assert len(others(watch)) > 10


def test_a_watch_without_cadence_gets_the_clips(session: Session) -> None:
    for missing in (INVALID["B"], 0):
        watch = plain_run(FIRST, np.full(SECONDS, missing))
        merged = merge(dataclasses.replace(session, header=header(FIRST + EPOCH_S + OFFSET_S)), watch)
        assert merged.has_cadence_of_clip
        assert merged.alignment.how == "clock"
        assert watch_own(merged.data, OURS | CADENCE) == watch_own(watch, OURS | CADENCE)
        rows = {FIRST + OFFSET_S + int(row["time_s"]): row for row in dynamics_of(session)}
        for record in decoded(merged.data)["record"]:
            row = rows.get(record["timestamp"])
            if row is not None and row["clean_steps"]:
                spm = 2 * (record["cadence"] + record["fractional_cadence"])
                assert spm == pytest.approx(row["cadence_spm"], abs=0.01)
            elif row is not None:
                assert "cadence" not in record
        (lap,) = decoded(merged.data)["lap"]
        assert 2 * (lap["avg_cadence"] + lap["avg_fractional_cadence"]) == pytest.approx(168, abs=1)


def test_offset_and_start(session: Session, strides: np.ndarray) -> None:
    watch = plain_run(FIRST, strides)
    assert merge(session, watch, offset_s=-100).alignment.zero == FIRST - 100
    start = datetime.fromtimestamp(FIRST + EPOCH_S + OFFSET_S, UTC)
    assert merge(session, watch, given_start=start).alignment.zero == FIRST + OFFSET_S


def test_files_behind_the_first_are_copied(session: Session, strides: np.ndarray) -> None:
    watch = plain_run(FIRST, strides)
    merged = merge(session, watch + watch, offset_s=OFFSET_S)
    assert merged.data.endswith(watch)


def test_a_definition_without_room_for_more_is_copied(session: Session, strides: np.ndarray) -> None:
    file = WatchFile()
    file.define(0, 0, [(0, ENUM)])
    file.data(0, 4)
    numbers = [number for number in range(256) if number not in (4, 39, 40, 41, 84, 53, 253, 255)]
    file.define(1, 20, [(253, U32), (4, U8), *((number, U8) for number in numbers)])
    for second, value in enumerate(strides[:60].tolist()):
        file.data(1, FIRST + second, value, *[9] * len(numbers))
    merged = merge(session, file.file(), offset_s=-20)
    assert watch_own(merged.data, OURS) == watch_own(file.file(), OURS)


fields = st.lists(
    st.tuples(
        st.sampled_from([0, 1, 2, 3, 5, 6, 13, 39, 40, 41, 84, 200, 231]),
        st.sampled_from([U8, U16, U32, FIELDS["lat"][1]]),
    ),
    max_size=8,
    unique_by=lambda field: field[0],
)
layouts = st.lists(
    st.tuples(
        st.integers(0, 15), st.sampled_from([20, 19, 18, 23, 0xFF01]), fields, st.sampled_from("<>"), st.integers(1, 5)
    ),
    min_size=1,
    max_size=12,
)


@settings(max_examples=40)
@given(layouts, st.data())
def test_any_layout_keeps_what_is_not_ours(
    found: list[tuple[int, int, list[tuple[int, tuple[int, str]]], str, int]], data: st.DataObject
) -> None:
    session = made_session(100, lambda _: 170.0)
    file = WatchFile()
    file.define(0, 0, [(0, ENUM)])
    file.data(0, 4)
    second = FIRST
    file.define(1, 20, [(253, U32)])
    file.data(1, second)
    for local, number, layout, order, messages in found:
        stamped = [(253, U32), *layout] if number != 18 else [(253, U32), *((n, form) for n, form in layout if n != 5)]
        file.define(local, number, stamped, order=order)
        for _ in range(messages):
            second += 1
            values = [data.draw(st.integers(0, 127)) for _ in stamped[1:]]
            file.data(local, second, *values)
    watch = file.file()
    merged = merge(session, watch, offset_s=-20)
    check_dynamics(merged.data, session, FIRST - 20, watch)
    ours = OURS | CADENCE | {"unknown_39", "unknown_40"}
    # Laps and sessions have other fields under some of these numbers.
    assert [name for name, _ in watch_own(merged.data, ours)] == [name for name, _ in watch_own(watch, ours)]
    for (_, mine), (_, theirs) in zip(watch_own(merged.data, ours), watch_own(watch, ours), strict=True):
        assert mine == theirs
