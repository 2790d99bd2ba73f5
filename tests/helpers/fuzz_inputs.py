"""Reads watch files and recordings that were damaged or forged: `python tests/helpers/fuzz_inputs.py --count 2000`.

Each must end in a result or in a `RecoilError`. Case N of a seed is always the same one: `--first N --count 1`.
"""

import argparse
import gzip
import random
import sys
import tempfile
import time
from collections import Counter
from functools import cache
from pathlib import Path

from made_cases import CASES, session_of, watch_of
from recoil.common.errors import RecoilError
from recoil.fit.crc import crc16
from recoil.fit.merge import merge
from recoil.fit.reader import parse
from recoil.recording.reading import read_recording
from recoil.session import Session, open_session

WATCHES = (
    *("core-distance-negative", "core-packed-distance", "first-record-before-the-clock-was-set"),
    *("split-records-lose-cadence", "vertical-ratio-left-behind", "watch-clock-set-back-20-s", "watch-dynamics-erased"),
)
CSV_BITS = (
    *(b"", b",", b"nan", b"-", b"1e999", b"0" * 400, b"\x00", b"\xff\xfe", b"\r\n", b"\n\n", b'"', b"inf", b"-1e308"),
    *(b"9" * 30, b"time_s", b"\xe2\x80\xae", b"\x1b[2J"),
)
SLOWEST_S = 20.0


@cache
def watch(case: str) -> tuple[Session, bytes]:
    """Return a case's session and watch file."""
    return open_session(session_of(case)), watch_of(case).read_bytes()


@cache
def recording() -> bytes:
    """Return some seconds of a recording as CSV."""
    data = gzip.decompress((CASES / "one-leg-hopping-has-left-and-right" / "hop1.csv.gz").read_bytes())
    return b"\n".join(data.split(b"\n")[:1500]) + b"\n"


def fit_case(chance: random.Random) -> str:
    """Merge into a damaged watch file whose checksum is right."""
    session, data = watch(chance.choice(WATCHES))
    body = bytearray(data[:-2])
    for _ in range(chance.choice((1, 1, 3, 30))):
        how, at = chance.randrange(4), chance.randrange(14, len(body))
        if how == 0:
            body[at] = chance.choice((0, 0xFF, 0x80, 0x40, chance.randrange(256)))
        elif how == 1:
            del body[at : at + chance.randrange(1, 40)]
        elif how == 2:
            body[at:at] = chance.randbytes(chance.randrange(1, 40))
        else:  # a piece from elsewhere: definitions and times that do not belong there
            other = chance.randrange(14, len(body))
            body[at : at + 24] = body[other : other + 24]
    body[4:8] = (len(body) - body[0]).to_bytes(4, "little") if body[0] in (12, 14) else body[4:8]
    whole = bytes(body) + crc16(body).to_bytes(2, "little")
    offset_s = chance.choice((None, None, 0.0, 10.0, -30.0))
    merged = merge(session, whole, offset_s)
    parse(merged.data)
    return "merged"


def csv_case(chance: random.Random) -> str:
    """Read a damaged recording."""
    data = bytearray(recording())
    for _ in range(chance.choice((1, 1, 2, 20))):
        at = chance.randrange(len(data))
        how = chance.randrange(4)
        if how == 0:
            data[at] = chance.randrange(256)
        elif how == 1:
            data[at : at + chance.randrange(1, 60)] = b""
        elif how == 2:
            data[at:at] = chance.choice(CSV_BITS)
        else:
            data[at : at + chance.randrange(8)] = chance.choice(CSV_BITS)
    packed = chance.random() < 0.2
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "run.csv"
        content = bytearray(gzip.compress(bytes(data), 1)) if packed else data
        if packed and chance.random() < 0.7:
            content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        path.write_bytes(bytes(content))
        read_recording(path).counts()
    return "read"


KINDS = {"fit": fit_case, "csv": csv_case}


def ending(kind: str, seed: int, number: int) -> str:
    """Return how a case ended; whatever is no `RecoilError` is let through."""
    try:
        return KINDS[kind](random.Random(f"{kind}/{seed}/{number}"))
    except RecoilError as error:
        assert str(error)
        return "refused"


def main() -> int:
    """Read the cases; return how the command ends."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1000, help="of each kind")
    parser.add_argument("--seconds", type=float, default=0.0, help="stop after so long, whatever was counted")
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    begun_s, ends, problems = time.monotonic(), Counter[str](), []
    for number in range(given.first, given.first + given.count):
        if given.seconds and time.monotonic() - begun_s > given.seconds:
            break
        for kind in KINDS:
            at_s = time.monotonic()
            try:
                ends[f"{kind} {ending(kind, given.seed, number)}"] += 1
            except Exception as error:
                problems.append(f"{kind} case {number} of seed {given.seed}: {type(error).__name__}: {error}")
            if time.monotonic() - at_s > SLOWEST_S:
                problems.append(f"{kind} case {number} of seed {given.seed} took {time.monotonic() - at_s:.0f} s")
    print(f"{sum(ends.values())} inputs of seed {given.seed}: {dict(ends)}")
    print("\n".join(problems[:20]) or "every one ended in a result or in a RecoilError")
    return int(bool(problems))


if __name__ == "__main__":
    sys.exit(main())
