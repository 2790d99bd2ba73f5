"""Whatever a clip says: no stack trace, no wait that does not end, no byte that steers the terminal.

A drawn part here; RECOIL_HOSTILE sets how many of the 100 answers, `python tests/helpers/fuzz_cable.py` tries them all
with every command, and more.
"""

import os
from pathlib import Path

import pytest

from fuzz_cable import COMMANDS, pulled, tried
from hostile_clip import CASES, Case
from recoil.device.schema import Wrong, answer, decoded, either, flag, label, many, maybe, number, row, table, whole

SHARE = max(CASES // int(os.environ.get("RECOIL_HOSTILE", "12")), 1)


@pytest.mark.parametrize("command", COMMANDS)
def test_whatever_a_clip_says(command: str, tmp_path: Path) -> None:
    for number_of in range(0, CASES, SHARE):
        problem = tried(Case.of(number_of), command, tmp_path)
        assert problem is None, f"case {number_of}: {problem}"


@pytest.mark.parametrize("kind", ["app", "prompt"])
def test_whenever_the_cable_is_pulled_out(kind: str, tmp_path: Path) -> None:
    """At some of the 40 or so things that a command does with its port; --gone of the program tries them all."""
    for command in COMMANDS:
        for at in (0, 1, 2, 5, 11, 19, 26, 31):
            problem, is_over = pulled(at, kind, command, tmp_path)
            assert problem is None, f"{command}, pulled out at {at}: {problem}"
            if is_over:
                break


@pytest.mark.parametrize("text", ["[" * 3000 + "]" * 3000, "1" + "0" * 400, "Infinity", "NaN", "{", "1e9" + "9" * 40])
def test_what_is_no_document(text: str) -> None:
    with pytest.raises(Wrong):
        decoded(text)


def test_the_schema() -> None:
    assert answer("[1, null]", row(whole(), maybe(whole()))) == (1, None)
    assert answer('{"a": true, "b": 2}', table({"a": flag})) == {"a": True}
    assert answer('"x\\u001b[2J\\u202ey"', label(10)) == "x?[2J?y"
    assert answer("[1, 2]", either(label(3), many(number(0, 2), most=2))) == [1, 2]
    for text, check in (
        ("true", whole()),
        ("1.0", whole()),
        ("-1", whole()),
        ("1", flag),
        ('"long"', label(0)),
        ("[1]", row(whole(), whole())),
        ("[1, 2, 3]", many(whole(), most=2)),
        ("{}", table({"a": flag})),
        ('{"a": 1}', table({"a": flag})),
        ("[]", table({})),
        ("5", number(0, 4)),
    ):
        with pytest.raises(Wrong):
            answer(text, check)
