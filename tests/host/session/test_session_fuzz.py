"""Whatever happens to the bytes of a session, the reader ends in data or in one named error.

Some hundred examples by default; RECOIL_FUZZ_EXAMPLES sets how many. `fuzz_sessions.py` is faster for a million, and
draws from the same mutators.
"""

import os
import subprocess
import sys
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import fuzz_sessions
from log_helpers import is_part_of, record
from recoil.session import Session, SessionError, open_session
from recoil.session.assembly import session_of
from recoil_clip.spec.log import RAW_ALL
from session_endings import ending_of, use
from session_mutations import DAMAGE, FORGERY, Mutated, in_bytes, mutated
from session_pages import KINDS, page
from session_seeds import Segments, seeds

EXAMPLES = int(os.environ.get("RECOIL_FUZZ_EXAMPLES", "150"))
fuzz = settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
chances = st.randoms(use_true_random=False)
mutated_sessions = chances.map(mutated)
pages = st.builds(
    page,
    st.sampled_from(KINDS),
    st.binary(max_size=200),
    st.integers(0, (1 << 32) - 1) | st.integers(0, 5),
    st.integers(-(1 << 31), (1 << 31) - 1),
    st.sampled_from((1, 1, 1, 2)),
)


def read(segments: Segments) -> Session | None:
    """Return the session; None if it ended in the named error."""
    try:
        session = session_of("fuzz", segments)
    except SessionError as error:
        assert str(error)
        return None
    use(session)
    return session


@fuzz
@given(mutated_sessions)
def test_any_mutation_ends_in_data_or_a_named_error(case: Mutated) -> None:
    assert ending_of(case)


@fuzz
@given(st.lists(st.sampled_from(DAMAGE), max_size=4), chances)
def test_damage_never_makes_data_up(mutators: list, chance: Random) -> None:
    seed = chance.randrange(len(seeds()))
    segments = list(seeds()[seed])
    for mutate in mutators:
        mutate(segments, chance)
    assert ending_of(Mutated(segments, seed, is_damage=True, is_folder=True)) != "error: newer format"


@pytest.mark.parametrize("number", range(len(DAMAGE + FORGERY)))
def test_every_mutator_changes_something_and_breaks_nothing(number: int) -> None:
    mutate, changes = (DAMAGE + FORGERY)[number], 0
    for n in range(60):
        chance = Random(n)
        seed = n % len(seeds())
        segments = list(seeds()[seed])
        mutate(segments, chance)
        changes += segments != seeds()[seed]
        read(segments)
    assert changes > 5


def test_mutators_take_what_others_left() -> None:
    for n, mutate in enumerate(DAMAGE + FORGERY):
        segments: Segments = [("00000.seg", b"")]
        mutate(segments, Random(n))
        read(segments)
        segments = []
        mutate(segments, Random(n))
        read(segments)
    assert in_bytes(lambda data, chance: None)


@fuzz
@given(st.lists(pages, max_size=6))
def test_nonsense_with_the_right_check_is_data_or_a_named_error(made: list[bytes]) -> None:
    session = read([("00000.seg", b"".join(made))])
    assert session is not None or not made or b"H" in {data[2:3] for data in made}


@fuzz
@given(st.binary(max_size=2000) | st.text("RC\0HL\1", max_size=2000).map(str.encode))
def test_any_bytes_are_a_named_error(data: bytes) -> None:
    assert read([("00000.seg", data)]) is None


def test_a_file_is_read_as_its_bytes_are(tmp_path: Path) -> None:
    folder = record(tmp_path, RAW_ALL, 2)
    path = folder / "00000.seg"
    data = bytearray(path.read_bytes())
    data[700] ^= 1
    path.write_bytes(data)
    session, same = open_session(folder), session_of(folder.name, [("00000.seg", bytes(data))])
    assert is_part_of(session, same) and is_part_of(same, session) and session.missing == same.missing
    assert repr(session) == repr(same)


def test_the_long_run() -> None:
    script = Path(fuzz_sessions.__file__)
    command = [sys.executable, str(script), "--count", "300", "--seed", "7"]
    once = subprocess.run(command, capture_output=True, text=True, check=False)
    twice = subprocess.run([*command, "--processes", "2"], capture_output=True, text=True, check=False)
    assert once.returncode == twice.returncode == 0, once.stdout + once.stderr + twice.stdout + twice.stderr
    assert "every one ended in data or in a SessionError" in once.stdout
    ends = [[line for line in done.stdout.splitlines() if line.startswith("   ")] for done in (once, twice)]
    assert ends[0] == ends[1] and len(ends[0]) >= 4
