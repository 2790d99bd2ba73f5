"""The gait core's source keeps to the rules that make it run alike everywhere, and the rules catch what they should."""

import pytest

from recoil.runtimes.package import core_folder, core_modules
from source_rules import findings

GOOD = """
from array import array
from .compat import const

_SCALE = const(3)
WIDE = const(_SCALE << 20)


class Thing:
    def __init__(self, size):
        self.values = array("h", [0] * size)
        self.pair = (1, 2)
        self.reset()

    def reset(self):
        self.total = 0

    def push(self, value):
        self.total += value * _SCALE // 2
        if self.total > WIDE and not value:
            self.reset()
        return -1 if value < 0 else abs(value)
"""
COMPAT = "try:\n    from micropython import const\nexcept ImportError:\n    def const(value):\n        return value\n"
PUSH = "        self.total += value * _SCALE // 2\n"


KERNELS = """
from ..compat import const, ptr32

_SIZE = const(3)


def root(value: int) -> int:
    return value >> 1


def total(state: ptr32, n: int) -> int:
    found = 0
    while n > 0:
        n -= 1
        state[n] = state[n] + _SIZE
        found += int(root(state[n]))
    return found
"""


def found(source: str) -> list[str]:
    return findings({"thing.py": source, "compat.py": COMPAT})


def test_the_core_keeps_the_rules() -> None:
    sources = {module.name: module.read_text(encoding="utf-8") for module in core_modules(core_folder())}
    assert "gait.py" in sources
    problems = findings(sources)
    assert not problems, "\n" + "\n".join(problems)


def test_good_source_passes() -> None:
    assert found(GOOD) == []


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("value = 0.5", "fraction"),
        ("value = value / 2", "division"),
        ("value /= 2", "division"),
        ("value &= 0x7fffffff", "does not fit 31 bits"),
        ("value = value ** 2", "power"),
        ("value = float(value)", "float()"),
        ("value = f'{value}'", "f-string"),
        ("value = self.values[1:]", "slice"),
        ("value = lambda: 1", "lambda"),
        ("value = [value]", "list"),
        ("value = {value: 1}", "dict"),
        ("value = {value}", "set"),
        ("value = [v for v in self.values]", "comprehension"),
        ("value = sum(v for v in self.values)", "comprehension"),
        ("return value, 1", "tuple"),
        ("max(*self.pair)", "star argument"),
        ("yield value", "generator"),
        ("def inner(): pass", "function within"),
        ("value = divmod(value, 2)", "divmod() allocates"),
        ("value = Thing(2)", "Thing() allocates"),
        ("value = self.reset", "method reset taken as a value"),
        ("self.fresh = 1", "self.fresh is not set"),
        ("self.fresh += 1", "self.fresh is not set"),
    ],
)
def test_bad_statements_are_found(statement: str, what: str) -> None:
    problems = found(GOOD.replace(PUSH, PUSH + f"        {statement}\n"))
    assert any(what in problem for problem in problems), problems


@pytest.mark.parametrize(
    ("good", "bad", "what"),
    [
        ("from array import array", "import math", "import of math"),
        ("from array import array", "from math import sqrt", "import from math"),
        ("from .compat import const", "from .other import const", "import from .other"),
        ("from .compat import const", "from recoil_clip.gait.compat import const", "import from recoil_clip.gait"),
        ("from .compat import const", "from .compat import const, _HIDDEN", "private _HIDDEN"),
        ("const(3)", "3", "_SCALE is a number without const()"),
        ("const(3)", "const(len('abc'))", "does not know"),
        ("const(3)", "const(1 << 30)", "does not fit 31 bits"),
        ("const(3)", "const(3.0)", "fraction"),
        ("    def push", "    @staticmethod\n    def push", "decorator"),
        ("def push(self, value)", "def push(self, *value)", "star parameter"),
    ],
)
def test_bad_modules_are_found(good: str, bad: str, what: str) -> None:
    assert good in GOOD
    problems = found(GOOD.replace(good, bad, 1))
    assert any(what in problem for problem in problems), problems


def found_in_kernels(source: str) -> list[str]:
    return findings({"thing_kernels.py": source, "thing.py": GOOD, "compat.py": COMPAT})


def test_good_kernels_pass() -> None:
    assert found_in_kernels(KERNELS) == []


@pytest.mark.parametrize(
    ("good", "bad", "what"),
    [
        ("_SIZE", "SIZE", "not private"),
        ("n: int) -> int:\n    found", "n) -> int:\n    found", "argument n is not announced"),
        ("n: int) -> int:\n    found", "n: float) -> int:\n    found", "argument n is not announced"),
        ("n: int) -> int:\n    found", "n: int):\n    found", "does not announce an int"),
        ("n: int) -> int:\n    found", "n: int = 3) -> int:\n    found", "with a default"),
        ("n: int)", "n: int, a: int, b: int, c: int, d: int)", "more than 5 arguments"),
        ("int(root(state[n]))", "root(state[n])", "not int(kernel(...))"),
        ("int(root(state[n]))", "abs(state[n])", "not int(kernel(...))"),
        ("int(root(state[n]))", "state.size", "attribute size"),
        ("state[n] = state[n] + _SIZE", "state[n] += _SIZE", "augmented assignment"),
        ("while n > 0", "while not n", "not in a kernel"),
        ("return found", "return found > 3", "returns no int"),
        ("return found", "return None", "None in a kernel"),
        ("def total", "class Owner:\n    pass\n\n\ndef total", "ClassDef among kernels"),
        ("_SIZE = const(3)", "_SCALE = const(4)\n_SIZE = const(3)", "_SCALE is 3, 4 among the kernels"),
    ],
)
def test_bad_kernels_are_found(good: str, bad: str, what: str) -> None:
    assert good in KERNELS
    problems = found_in_kernels(KERNELS.replace(good, bad))
    assert any(what in problem for problem in problems), problems
