"""Words that MicroPython knows already, in the place of all names that are the firmware's own.

`names.py` gives shorter names where nobody outside of a class or a function can tell. This gives one to every other
name too, the same one everywhere, so it needs the whole program: names that were different stay different. What
MicroPython, a text, a starter or a computer at the prompt calls by name keeps its own, and so do exceptions.
"""

import ast
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import product
from string import ascii_lowercase

from .files import Files
from .linking import KEPT_NAMES
from .words import WORDS

RESERVED = frozenset({"args", "errno", "value", "self"})
"""Attributes of MicroPython's own exceptions and objects."""
TYPES = frozenset({"bool", "int", "object", "ptr", "ptr16", "ptr32", "ptr8", "uint"})
"""In machine code a call of one of these is a change of type, whatever else has that name."""
_WORD = re.compile(r"[A-Za-z_]\w*")


def renamed(sources: Files, starters: Files) -> Files:
    """Return the whole firmware with other names.

    Args:
        sources: All modules by their path on the clip, linked.
        starters: What MicroPython runs by itself, which is left as it is.
    """
    trees = {path: ast.parse(data) for path, data in sources.items()}
    nodes = [node for tree in trees.values() for node in ast.walk(tree)]
    used = Counter(_identifiers(nodes))
    kept = RESERVED.union(KEPT_NAMES, WORDS, _texts(nodes), _exceptions(nodes), *(_parts(path) for path in sources))
    for data in starters.values():
        kept |= set(_identifiers(ast.walk(ast.parse(data))))
    own = [name for name in set(_defined(nodes)) if name not in kept and not name.startswith("__")]
    own.sort(key=lambda name: (-len(name), -used[name], name))
    new = dict(zip(own, _free(used.keys() | kept - set(WORDS)), strict=False))
    for tree in trees.values():
        _rename(tree, new)
    return {path: ast.unparse(tree).encode() for path, tree in trees.items()}


def _free(taken: set[str]) -> Iterator[str]:
    """Yield the words that are not taken, then short names."""
    yield from (word for word in WORDS if word not in taken and word not in TYPES)
    short = ("".join(letters) for length in (2, 3) for letters in product(ascii_lowercase, repeat=length))
    no_names = {"as", "if", "in", "is", "or", *WORDS}  # words were given already
    yield from (name for name in short if name not in taken and name not in no_names)


def _parts(path: str) -> set[str]:
    return {part.removesuffix(".py") for part in path.split("/")}


def _identifiers(nodes: Iterable[ast.AST]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.arg | ast.keyword):
            if node.arg:
                yield node.arg
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.ExceptHandler):
            if node.name:
                yield node.name
        elif isinstance(node, ast.Global | ast.Nonlocal):
            yield from node.names
        elif isinstance(node, ast.ImportFrom | ast.Import):
            for one in node.names:
                yield from one.name.split(".")
                if one.asname:
                    yield one.asname


def _defined(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """Yield what the program itself gives a name."""
    for node in nodes:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.Attribute) and not isinstance(node.ctx, ast.Load):
            yield node.attr
        elif isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            yield node.id


def _texts(nodes: Iterable[ast.AST]) -> set[str]:
    """Return the words that are texts of the program, by which something may be called."""
    texts = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    return {text for text in texts if _WORD.fullmatch(text)}


def _exceptions(nodes: Iterable[ast.AST]) -> set[str]:
    """Return the names of exceptions: people read them."""
    found = {"Exception", "OSError"}
    classes = [node for node in nodes if isinstance(node, ast.ClassDef)]
    for _ in classes:
        found |= {one.name for one in classes if any(isinstance(b, ast.Name) and b.id in found for b in one.bases)}
    return found


def _rename(tree: ast.Module, new: dict[str, str]) -> None:
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            node.id = new.get(node.id, node.id)
        elif isinstance(node, ast.Attribute):
            node.attr = new.get(node.attr, node.attr)
        elif isinstance(node, ast.arg):
            node.arg = new.get(node.arg, node.arg)
        elif isinstance(node, ast.keyword):
            node.arg = new.get(node.arg, node.arg) if node.arg else None
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            node.name = new.get(node.name, node.name)
        elif isinstance(node, ast.ExceptHandler):
            node.name = new.get(node.name, node.name) if node.name else None
        elif isinstance(node, ast.Global | ast.Nonlocal):
            node.names = [new.get(name, name) for name in node.names]
        elif isinstance(node, ast.ImportFrom):
            for one in node.names:
                one.name = new.get(one.name, one.name)
                one.asname = new.get(one.asname, one.asname) if one.asname else None
        elif isinstance(node, ast.Import):
            for one in node.names:
                one.asname = new.get(one.asname, one.asname) if one.asname else None
