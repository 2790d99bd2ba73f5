"""Files that no session can be put into: each is refused in words, none with a stack trace."""

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from made_sessions import made_session
from recoil.common.errors import RecoilError
from recoil.fit.crc import crc16
from recoil.fit.merge import merge
from recoil.fit.reader import parse
from recoil.session import Session
from watch_files import ENUM, WatchFile, plain_run

FIRST = 1_163_000_000
STRIDES = np.full(200, 84)


@pytest.fixture(scope="module")
def session() -> Session:
    return made_session(150)


def broken() -> dict[str, tuple[bytes, str]]:
    watch = plain_run(FIRST, STRIDES)
    flipped = bytearray(watch)
    flipped[500] ^= 4
    course = WatchFile()
    course.define(0, 0, [(0, ENUM)])
    course.data(0, 6)
    undefined = WatchFile()
    undefined.body += b"\x05abc"
    endless = WatchFile()
    endless.body += b"\x40\x00\x00\x14\x00\x09abc"
    return {
        "empty": (b"", "this is no FIT file"),
        "gpx": (b"<?xml version='1.0'?><gpx></gpx>", "this is no FIT file"),
        "zip": (b"PK\x03\x04" + bytes(60), "this is no FIT file"),
        "cut": (watch[:-100], "is cut off"),
        "flipped": (bytes(flipped), "checksum is wrong"),
        "unfinished": (watch[:4] + bytes(4) + watch[8:], "did not finish"),
        "course": (course.file(), "no records"),
        "undefined": (undefined.file(), "byte 14 makes no sense"),
        "endless": (endless.file(), "definition at byte 14 does not end"),
        "swim": (plain_run(FIRST, STRIDES, sport=5), "this activity is swimming, not running"),
        "paragliding": (plain_run(FIRST, STRIDES, sport=26), "sport number 26"),
    }


BROKEN = broken()


@pytest.mark.parametrize("kind", BROKEN)
def test_what_is_no_run_of_a_watch(session: Session, kind: str) -> None:
    data, reason = BROKEN[kind]
    with pytest.raises(RecoilError, match=reason) as caught:
        merge(session, data)
    assert caught.value.advice


def test_a_file_that_was_merged_already(session: Session) -> None:
    merged = merge(session, plain_run(FIRST, STRIDES), offset_s=20)
    with pytest.raises(RecoilError, match="Recoil's values in this file already"):
        merge(session, merged.data)


def test_a_session_without_steps(session: Session) -> None:
    with pytest.raises(RecoilError, match="no step was measured"):
        merge(dataclasses.replace(session, steps=session.steps[:0]), plain_run(FIRST, STRIDES))


@settings(max_examples=150)
@given(st.lists(st.tuples(st.integers(14, 700), st.integers(0, 255)), min_size=1, max_size=8))
def test_bytes_that_make_no_sense_with_a_right_checksum(changes: list[tuple[int, int]]) -> None:
    session = made_session(60)
    data = bytearray(plain_run(FIRST, np.full(20, 84))[:-2])
    for at, value in changes:
        data[at % (len(data) - 14) + 14] = value
    whole = bytes(data) + crc16(data).to_bytes(2, "little")
    try:
        merged = merge(session, whole, offset_s=-20)
    except RecoilError:
        return
    assert len(parse(merged.data).messages) >= len(parse(whole).messages)
