"""What a reader may answer to any bytes: a session whose every part can be used, or the one named error."""

import json
from datetime import datetime
from functools import cache

import numpy as np

from log_helpers import is_part_of
from recoil.session import EVENT_TYPE, MINUTE_TYPE, STEP_TYPE, Session, SessionError
from recoil.session.assembly import session_of
from recoil.session.columns import step_table
from recoil.session.sentences import MOST
from session_mutations import Mutated
from session_seeds import seeds


def ending_of(case: Mutated) -> str:
    """Read the session and use all of it; return how that ended. Any other end raises."""
    try:
        session = session_of("fuzz", case.segments, case.is_folder)
    except SessionError as error:
        text = str(error)
        assert text.isprintable() and text
        if "install a newer Recoil" in text:
            assert not case.is_damage, "nobody wrote a newer format"
            return "error: newer format"
        assert text.startswith("nothing in it is intact")
        return "error: nothing intact"
    use(session)
    if case.is_damage:
        whole, taken = truth(case.seed)
        assert is_part_of(session, whole) and not session.raw.damage, "what was read is not what was written"
        assert session.header in (None, whole.header) and session.settings in (None, whole.settings)
        for run in session.raw.runs:
            assert all(taken.get(run.first + n) == row for n, row in enumerate(run.counts.tolist())), "untrue samples"
    if session.header is None:
        return "data without a head"
    return "data, whole" if session.is_whole else "data, something missing"


def use(session: Session) -> None:
    """Touch every part of a session, as programs do."""
    assert (session.steps.dtype, session.events.dtype, session.minutes.dtype) == (STEP_TYPE, EVENT_TYPE, MINUTE_TYPE)
    assert repr(session).isprintable()
    assert all(text and text.isprintable() for text in (*session.missing, *session.raw.damage))
    assert len(session.missing) <= MOST + 1 and session.is_whole is not bool(session.missing)
    assert isinstance(session.ended, bool)
    table = step_table(session)
    assert all(np.isfinite(table[name]).all() for name in ("initial_contact_s", "toe_off_s", "contact_ms", "peak_g"))
    assert np.array_equal(session.step_time_s(), table["initial_contact_s"])
    assert set(np.unique(session.steps["side"])) <= {-1, 0, 1}
    if session.settings is not None:
        json.dumps(session.settings, allow_nan=False, ensure_ascii=False).encode()
    header = session.header
    if header is not None:
        assert header.start is None or isinstance(header.start, datetime)
        assert 0.5 <= header.true_time <= 2
        assert (header.firmware_version + header.clip_id + "x").isprintable()
    end = 0
    for run in session.raw.runs:
        assert run.first >= end and run.counts.dtype == np.int16 and run.counts.shape[1] == 6 and len(run.counts)
        end = run.first + len(run.counts)
    assert len(session.raw) == sum(len(run.counts) for run in session.raw.runs)


@cache
def truth(seed: int) -> tuple[Session, dict[int, list[int]]]:
    """Return a seed's session, and each of its raw samples by number."""
    whole = session_of("seed", seeds()[seed])
    return whole, {run.first + n: row for run in whole.raw.runs for n, row in enumerate(run.counts.tolist())}
