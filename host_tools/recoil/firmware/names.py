"""Shorter names for what nobody outside of a class, a module or a function calls by name.

Every name that MicroPython does not know yet takes some 22 bytes of the clip's memory for as long as it runs, and there
are well over a thousand. Private attributes and methods, private functions of a module, and parameters that no call
names are therefore called by words that every MicroPython has in its image (`py/qstrdefs`, the same for all boards).
What the code does is the same; what a traceback calls a function is not.
"""

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from .files import Files

# Words of MicroPython's own static list that are neither functions nor types it provides.
KNOWN = (
    "append", "args", "clear", "copy", "count", "end", "endswith", "extend", "find", "format", "from_bytes", "get",
    "index", "insert", "isalpha", "isdigit", "islower", "isspace", "isupper", "items", "join", "key", "keys", "little",
    "lower", "lstrip", "pop", "popitem", "read", "readinto", "readline", "remove", "replace", "reverse", "rfind",
    "rindex", "rsplit", "rstrip", "send", "sep", "setdefault", "sort", "split", "start", "startswith", "step", "stop",
    "strip", "throw", "to_bytes", "update", "upper", "value", "values", "write",
)  # fmt: skip
Tree = ast.Module
Function = ast.FunctionDef
ClassName = tuple[str, str]  # module, class
_WORD = re.compile(r"[A-Za-z_]\w*")


def shortened(sources: Files, leaves: Iterable[str] = ()) -> Files:
    """Return the modules with shorter names where nobody can tell.

    Args:
        sources: Modules by their path; all that use each other have to be among them.
        leaves: Paths of modules that are returned as they are (kernels: their parameters have no names on a clip).
    """
    left = set(leaves)
    trees = {path: ast.parse(data) for path, data in sources.items() if path not in left}
    spoken = _spoken(trees.values())
    for group in _families(trees):
        _rename_attributes(group, spoken)
    for tree in trees.values():
        _rename_functions(tree, spoken)
        for function in ast.walk(tree):
            if isinstance(function, Function):
                _rename_parameters(function, spoken)
    return {path: ast.unparse(trees[path]).encode() if path in trees else data for path, data in sources.items()}


def _is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__") and name != "_"


def _spoken(trees: Iterable[Tree]) -> set[str]:
    """Return the names that must stay: those in strings, named in calls, imported, or used of something not `self`."""
    found: set[str] = set()
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                if _WORD.fullmatch(node.value):
                    found.add(node.value)
            elif isinstance(node, ast.keyword) and node.arg:
                found.add(node.arg)
            elif isinstance(node, ast.ImportFrom | ast.Import):
                found |= {name for alias in node.names for name in (alias.name, alias.asname) if name}
            elif isinstance(node, ast.Attribute) and _is_private(node.attr):
                if not (isinstance(node.value, ast.Name) and node.value.id == "self"):
                    found.add(node.attr)
            elif isinstance(node, ast.Global | ast.Nonlocal):
                found |= set(node.names)
            elif isinstance(node, ast.ClassDef):
                found |= {name.id for part in node.body if isinstance(part, ast.Assign) for name in _targets(part)}
    return found


def _targets(assign: ast.Assign) -> Iterator[ast.Name]:
    for target in assign.targets:
        yield from (node for node in ast.walk(target) if isinstance(node, ast.Name))


def _families(trees: dict[str, Tree]) -> list[list[ast.ClassDef]]:
    """Return the classes in groups: with those that they are made from, for they share their attributes."""
    classes = [node for tree in trees.values() for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    by_name: dict[str, list[ast.ClassDef]] = defaultdict(list)
    for one in classes:
        by_name[one.name].append(one)
    group_of = {id(one): [one] for one in classes}
    for one in classes:
        for base in one.bases:
            name = base.id if isinstance(base, ast.Name) else base.attr if isinstance(base, ast.Attribute) else ""
            for parent in by_name.get(name, ()):
                first, second = group_of[id(one)], group_of[id(parent)]
                if first is not second:
                    first += second
                    for member in second:
                        group_of[id(member)] = first
    return list({id(group): group for group in group_of.values()}.values())


def _rename_attributes(family: list[ast.ClassDef], spoken: set[str]) -> None:
    nodes = [node for one in family for node in ast.walk(one)]
    methods = [node for node in nodes if isinstance(node, Function)]
    own = [
        node
        for node in nodes
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self"
    ]
    used = {node.attr for node in own} | {node.name for node in methods}
    words = _words(sorted(name for name in used if _is_private(name) and name not in spoken), used)
    for attribute in own:
        attribute.attr = words.get(attribute.attr, attribute.attr)
    for method in methods:
        method.name = words.get(method.name, method.name)


def _rename_functions(tree: Tree, spoken: set[str]) -> None:
    names = {node.name for node in tree.body if isinstance(node, Function) and _is_private(node.name)}
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    used |= {node.name for node in ast.walk(tree) if isinstance(node, Function | ast.ClassDef)}
    used |= {argument.arg for argument in ast.walk(tree) if isinstance(argument, ast.arg)}
    words = _words(sorted(names - spoken), used | spoken)
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            node.id = words.get(node.id, node.id)
    for function in tree.body:
        if isinstance(function, Function):
            function.name = words.get(function.name, function.name)


def _rename_parameters(function: Function, spoken: set[str]) -> None:
    inner = [node for node in ast.walk(function) if isinstance(node, Function | ast.Lambda) and node is not function]
    if inner:
        return
    names = [argument.arg for argument in function.args.args if argument.arg not in spoken | {"self"}]
    used = {node.id for node in ast.walk(function) if isinstance(node, ast.Name)}
    words = _words(names, used | {argument.arg for argument in function.args.args})
    for node in ast.walk(function):
        if isinstance(node, ast.Name):
            node.id = words.get(node.id, node.id)
        elif isinstance(node, ast.arg):
            node.arg = words.get(node.arg, node.arg)


def _words(names: list[str], taken: set[str]) -> dict[str, str]:
    """Return a word for each name, as far as there are any; the same one for the same names."""
    free = (word for word in KNOWN if word not in taken)
    return {name: word for name, word in zip(names, free, strict=False) if name not in KNOWN}
