"""Gives the clip's settings reader damaged files: `python tests/helpers/fuzz_settings.py --count 5000`.

Case N is always the same one. Whatever stands in the file: nothing is raised, every setting is a value that its field
allows, what was wrong is said in sentences, and what is saved is read back as it was.
"""

import argparse
import json
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from recoil_clip.settings.schema import SCHEMA
from recoil_clip.settings.settings import load, save

VALUES = (
    None, True, False, 0, -1, 1, 10**9, 10**12, 1.5, -0.0, 1e300, "", "x", "off", "ä\u202e\x1b[2J", "y" * 5000, [], {},
    [[[[]]]], {"a": {"b": [1]}}, "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
)  # fmt: skip
TEXTS = (b"", b"\0" * 64, b"null", b"[1", b'{"a":' * 2000, b"\xef\xbb\xbf{}", b"\xff\xfe{\0}\0", b"NaN", b"9" * 5000)


def file_of(number: int) -> bytes:
    """Return the file of a case."""
    chance = random.Random(number)
    values = {field.name: field.default for field in SCHEMA}
    for _ in range(chance.randint(0, 5)):
        values[chance.choice([*values, "unknown", "", "a" * 300])] = chance.choice(VALUES)
    data = bytearray(json.dumps(values, ensure_ascii=chance.random() < 0.5).encode("utf-8", "replace"))
    what = chance.randrange(5)
    if what == 0:
        for _ in range(chance.randint(1, 8)):
            data[chance.randrange(len(data))] = chance.getrandbits(8)
    elif what == 1:
        del data[chance.randrange(len(data)) :]
    elif what == 2:
        at = chance.randrange(len(data))
        data[at:at] = chance.choice(TEXTS)
    elif what == 3:
        return chance.choice(TEXTS)
    return bytes(data)


def tried(data: bytes, path: Path) -> str:
    """Have a file read; return what is wrong with what came of it."""
    path.write_bytes(data)
    settings = load(str(path))
    for field in SCHEMA:
        wrong = field.wrong(settings.values[field.name])
        if wrong:
            return f"{field.name} is {settings.values[field.name]!r}, which {wrong}"
    for problem in settings.problems:
        if not problem or len(problem) > 400:
            return f"it says {problem!r}"
    if set(settings.values) != {field.name for field in SCHEMA}:
        return "there are other settings"
    save(settings, str(path))
    again = load(str(path))
    odd = [problem for problem in again.problems if "it is kept but not used" not in problem]
    if again.values != settings.values or again.unknown != settings.unknown or odd:
        return f"it is not read back as it was saved: {odd}"
    return ""


def main() -> int:
    """Try the cases; return how the command ends."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--count", type=int, default=5000)
    parser.add_argument("--seconds", type=float, default=1e9)
    given = parser.parse_args()
    ends: Counter[str] = Counter()
    problems = []
    begun_s = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        for number in range(given.first, given.first + given.count):
            if time.monotonic() - begun_s > given.seconds:
                break
            problem = tried(file_of(number), Path(folder) / "settings.json")
            ends["wrong" if problem else "right"] += 1
            if problem:
                problems.append(f"case {number}: {problem}")
    print(f"{sum(ends.values())} files: {dict(ends)}")
    print("\n".join(problems[:20]))
    return int(bool(problems))


if __name__ == "__main__":
    sys.exit(main())
