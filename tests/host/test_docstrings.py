"""What the docstrings of the host say: all of it where other programs rely on it, and never less of it elsewhere."""

import ast
import dataclasses
import importlib
import inspect
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
HOST = ROOT / "host_tools/recoil"
PAGES = ("api.md", "developers/clip-api.md")
UNIT = re.compile(
    r"\b(s|ms|us|ug|mdps|degrees|Hz|mm|g|mg|degrees/s|seconds)\b|_(s|ms|us|mm|g|spm|pct)\b|\b[n\d] x \d|shape"
)
SELDOM_SAID = 0.28
"""Share of the host's public functions with arguments whose docstring may at least name them all; it only grows."""


def interface() -> list[Any]:
    """Return what the pages about Python show: on a computer, and on the clip."""
    found = []
    for page in PAGES:
        for name in re.findall(r"^::: (\S+)$", (ROOT / "docs" / page).read_text(encoding="utf-8"), re.M):
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
            yield f"{function.__module__}.{function.__qualname__}", function


FUNCTIONS = dict(pair for thing in interface() for pair in members(thing))
CLASSES = [one for one in interface() if inspect.isclass(one)]


def unnamed(signature: inspect.Signature, text: str) -> list[str]:
    """Return the arguments that a docstring does not explain, each on a line of its own."""
    names = [name for name in signature.parameters if name not in ("self", "cls")]
    return [name for name in names if not re.search(rf"^\s+{name}: \S", text, re.M)]


def test_the_pages_show_something():
    assert len(interface()) >= 50 and "open_session" in FUNCTIONS
    assert "recoil_clip.gait.gait.Gait.feed" in FUNCTIONS and "recoil.library.index.Library.edit" in FUNCTIONS


@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_public_function_names_its_arguments_and_what_it_returns(name: str):
    function = FUNCTIONS[name]
    text = inspect.getdoc(function) or ""
    signature = inspect.signature(function)
    assert not unnamed(signature, text), f"{name}: {unnamed(signature, text)}"
    assert re.search(r"\b[Rr]eturn(s|ed)?\b", text) or is_property(function), name
    takes_or_gives_arrays = "ndarray" in str(signature) or re.search(r"\barray\b", text)
    assert not takes_or_gives_arrays or UNIT.search(text), f"{name}: no unit or shape"


def is_property(function: Callable[..., Any]) -> bool:
    owner = function.__qualname__.rpartition(".")[0]
    found = getattr(importlib.import_module(function.__module__), owner) if owner else None
    return isinstance(vars(found).get(function.__name__) if found else None, property)


@pytest.mark.parametrize("thing", CLASSES, ids=lambda one: f"{one.__module__}.{one.__name__}")
def test_a_public_class_says_what_it_is_and_what_it_is_made_with(thing: type):
    text = inspect.getdoc(thing) or ""
    assert len(text.split()) >= 8
    if not dataclasses.is_dataclass(thing):
        assert not unnamed(inspect.signature(thing), text), unnamed(inspect.signature(thing), text)


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
