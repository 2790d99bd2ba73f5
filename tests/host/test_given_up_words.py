"""One word, one meaning: words that were given up because nobody would guess them, or that meant several things."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GIVEN_UP = {
    "arrival", "course", "desk_recorder", "diary", "dismiss", "errand", "hush", "judges", "judging", "knowledge",
    "lesson", "life", "lives", "lookout", "matters", "outing", "presses", "shelf", "stretches", "voice",
}  # fmt: skip
"""Not the name of a module, class, function, method or field."""
NO_MODULES = {
    "about", "faces", "form_parts", "form_words", "kept", "kinds", "moments", "outside", "parts", "place", "walking",
}  # fmt: skip
"""Nor these, plain words that say too little, of a module."""


def modules() -> list[Path]:
    """Return the modules of host and firmware."""
    return [path for folder in ("host_tools/recoil", "firmware") for path in sorted((ROOT / folder).rglob("*.py"))]


def given_up(path: Path, source: str) -> Iterator[str]:
    """Yield what a module names with a word that was given up."""
    if path.stem in GIVEN_UP | NO_MODULES:
        yield f"{path}: the module"
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and is_given_up(node.name):
            yield f"{path}:{node.lineno}: {node.name}"
        elif isinstance(node, ast.ClassDef):
            fields = [one.target for one in node.body if isinstance(one, ast.AnnAssign)]
            yield from (f"{path}: {node.name}.{ast.unparse(one)}" for one in fields if is_given_up(ast.unparse(one)))
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and is_given_up(node.attr):
            yield f"{path}:{node.lineno}: {ast.unparse(node)}"


def is_given_up(name: str) -> bool:
    return name.strip("_").lower() in GIVEN_UP


def test_no_word_that_was_given_up_names_anything():
    found = [text for path in modules() for text in given_up(path, path.read_text(encoding="utf-8"))]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("stem", "source"),
    [("kinds", ""), ("a", "class Course: pass"), ("a", "def _hush(): pass"), ("a", "self.life = 1")],
)
def test_one_would_be_found(stem: str, source: str):
    assert list(given_up(Path(f"{stem}.py"), source))
