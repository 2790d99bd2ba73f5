"""What the docstrings of the host say: all of it where other programs rely on it, and never less of it elsewhere."""

import ast
import importlib
import inspect
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
HOST = ROOT / "host_tools/recoil"
UNIT = re.compile(r"\b(s|ms|us|Hz|mm|g|mg|degrees/s|seconds)\b|_(s|ms|us|mm|g|spm|pct)\b|\b[n\d] x \d|shape")
SELDOM_SAID = 0.22
"""Share of the host's public functions with arguments whose docstring may at least name them all; it only grows."""


def interface() -> list[Any]:
    """Return what the page about Python shows."""
    found = []
    for name in re.findall(r"^::: (\S+)$", (ROOT / "docs/api.md").read_text(encoding="utf-8"), re.M):
        module, _, leaf = name.rpartition(".")
        found.append(getattr(importlib.import_module(module), leaf))
    return found


def members(thing: Any) -> Iterator[tuple[str, Callable[..., Any]]]:
    """Yield a function, or what is public of a class, with its name."""
    if not inspect.isclass(thing):
        yield thing.__qualname__, thing
        return
    for name, member in vars(thing).items():
        function = member.__func__ if isinstance(member, classmethod | staticmethod) else member
        function = function.fget if isinstance(function, property) else function
        if inspect.isfunction(function) and not name.startswith("_"):
            yield function.__qualname__, function


FUNCTIONS = dict(pair for thing in interface() for pair in members(thing))


def test_the_page_shows_something():
    assert len(interface()) >= 8 and "open_session" in FUNCTIONS


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_public_function_names_its_arguments_and_what_it_returns(name: str):
    function = FUNCTIONS[name]
    text = inspect.getdoc(function) or ""
    for argument in inspect.signature(function).parameters:
        assert argument in ("self", "cls") or re.search(rf"^\s+{argument}: \S", text, re.M), f"{name}: {argument}"
    assert re.search(r"\b[Rr]eturns?\b", text), name
    takes_or_gives_arrays = "ndarray" in str(inspect.signature(function))
    assert not takes_or_gives_arrays or UNIT.search(text), f"{name}: no unit or shape"


@pytest.mark.parametrize("thing", [one for one in interface() if inspect.isclass(one)], ids=lambda one: one.__name__)
def test_a_public_class_says_what_it_is(thing: type):
    assert len((inspect.getdoc(thing) or "").split()) >= 8


def test_the_rest_says_no_less_than_it_did():
    told = total = 0
    for path in HOST.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
                continue
            names = [one.arg for one in (*node.args.args, *node.args.kwonlyargs) if one.arg not in ("self", "cls")]
            if names:
                text = (ast.get_docstring(node) or "").lower()
                stems = [name.split("_")[0].rstrip("s") for name in names]
                total += 1
                told += all(stem in text for stem in stems)
    assert told / total >= SELDOM_SAID, f"{told} of {total}"
