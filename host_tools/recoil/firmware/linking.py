"""The firmware's modules linked into few: what is always loaded together becomes one module, its kernels another.

Every module costs a clip some 250 bytes for its own tables, a search in the file system when it starts, and a name in
the table of each module that imports something of it. The source keeps one idea a file; the clip gets one file for all
that its `main.py` starts with, and small ones for what is imported later, inside of functions. The program does the
same as before.
"""

import ast
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath
from typing import Any, TypeGuard, cast

from recoil.common.errors import RecoilError

from .files import Files

PACKAGE = "recoil_clip"
KERNELS = f"{PACKAGE}.kernels"
FLASH_KERNELS = f"{PACKAGE}.flash_kernels"
IN_FLASH = tuple(f"{PACKAGE}.{name}kernels" for name in ("app.motion_", "app.in_place_", "stride."))
"""Kernels that may run where they lie in the flash, though they are slower there: no cue waits for them, or not for
long. The others, for every burst of samples and every step, stay in memory."""
KEPT = {
    f"{PACKAGE}.app.version": "VERSION",
    f"{PACKAGE}.drivers.errors": "ChipError MotorFault",
    f"{PACKAGE}.drivers.lsm6dsox": "LSM6DSOX clock begin drain period_ns overrun bad_words",
    f"{PACKAGE}.drivers.drv2605l": "DRV2605L clock begin calibrated play",
    f"{PACKAGE}.drivers.max17048": "MAX17048 begin percent millivolts",
    f"{PACKAGE}.app.boards.choice": "this_board clock i2c own_gauge",
}
"""Modules that a computer imports at the clip's prompt, and the names of them that it uses."""
KEPT_NAMES = frozenset(name for names in KEPT.values() for name in names.split())
LATE = (f"{PACKAGE}.app.boards.choice",)
"""Of those, what `main.py` itself imports, in its own order."""
LEFT_OUT = (f"{PACKAGE}.overlay",)
"""Of frozen firmware only, which is not linked."""
Module = str
Scope = (
    ast.Module
    | ast.FunctionDef
    | ast.Lambda
    | ast.ClassDef
    | ast.ListComp
    | ast.SetComp
    | ast.DictComp
    | ast.GeneratorExp
)


class LinkError(RecoilError):
    """The firmware does something that cannot be linked."""


def linked(sources: Files, starters: Files) -> Files:
    """Return the firmware in fewer modules.

    Args:
        sources: All modules by their path on the clip.
        starters: What MicroPython runs by itself, by path: what they import stays where it is, under its name.

    Returns:
        The linked modules by path. Packages are left as far as they are needed.

    Raises:
        LinkError: Modules import each other in a circle, or use each other in a way that is not foreseen.
    """
    return _Program(sources, starters).written()


def module_name(path: str) -> Module:
    """Return `recoil_clip.app.led` for `/recoil_clip/app/led.py`, the package's for an `__init__.py`."""
    parts = PurePosixPath(path.strip("/")).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _path(name: Module) -> str:
    return "/" + name.replace(".", "/") + ".py"


class _Program:
    def __init__(self, sources: Files, starters: Files) -> None:
        paths = {module_name(path): path for path in sources}
        self.packages = {name: sources[path] for name, path in paths.items() if path.endswith("/__init__.py")}
        self.trees = {
            name: ast.parse(sources[path])
            for name, path in paths.items()
            if name not in self.packages and name not in LEFT_OUT
        }
        self.aside = {path: data for path, data in sources.items() if module_name(path).split(".")[0] != PACKAGE}
        for path in self.aside:
            self.trees.pop(module_name(path), None)
        self.kernels = [name for name in self.trees if name.split(".")[-1].endswith("kernels")]
        self.starter_names = {
            node.id if isinstance(node, ast.Name) else node.attr
            for data in starters.values()
            for node in ast.walk(ast.parse(data))
            if isinstance(node, ast.Name | ast.Attribute)
        }
        self.first = [name for name in KEPT if name in self.trees and name not in LATE]
        self.first += [
            one for data in starters.values() for node in ast.walk(ast.parse(data)) for one in self.origins(node, "")
        ]
        self.unit_of = self._units()
        self.order = self._order()
        self.constants = self._constants()
        self.new_name = self._new_names()

    def origins(self, node: ast.AST, importer: Module) -> Iterator[Module]:
        """Yield the program's modules that a statement imports."""
        if isinstance(node, ast.ImportFrom):
            base = self.base(node, importer)
            for alias in node.names:
                whole = f"{base}.{alias.name}"
                if whole in self.trees:
                    yield whole
                elif base in self.trees:
                    yield base
                elif base.split(".")[0] == PACKAGE:
                    raise LinkError(f"{importer} imports {alias.name} from {base}, where it is not")

    @staticmethod
    def base(node: ast.ImportFrom, importer: Module) -> Module:
        """Return the whole name of what a statement imports from."""
        package = importer.split(".")[: -node.level] if node.level else []
        return ".".join([*package, node.module] if node.module else package)

    def needs(self, name: Module) -> list[Module]:
        """Return what a module imports when it is imported itself."""
        return [one for node in self.trees[name].body for one in self.origins(node, name)]

    def _units(self) -> dict[Module, Module]:
        """Return for every module the one that it becomes part of."""
        always = {name for root in self.first for name in (root, *self._reach(root, {}))}
        unit_of = {name: name for name in self.kernels}
        unit_of |= {name: FLASH_KERNELS if name in IN_FLASH else KERNELS for name in self.kernels if name in always}
        later = list(
            dict.fromkeys(
                one
                for name, tree in self.trees.items()
                for node in ast.walk(tree)
                if isinstance(node, ast.ImportFrom) and node not in tree.body
                for one in self.origins(node, name)
                if one not in self.first
            )
        )
        roots = list(dict.fromkeys([*self.first, *later]))
        unit_of |= {name: name for name in roots if name not in unit_of}
        for root in self.first:
            for name in self._reach(root, unit_of):
                unit_of[name] = root
        while True:
            reached: dict[Module, list[Module]] = defaultdict(list)
            for root in [one for one in roots if one not in self.first]:
                for name in self._reach(root, unit_of):
                    reached[name].append(root)
            shared = [name for name, by in reached.items() if len(by) > 1]
            if not shared:
                return unit_of | {name: by[0] for name, by in reached.items()}
            roots += shared
            unit_of |= {name: name for name in shared}

    def _reach(self, root: Module, unit_of: dict[Module, Module]) -> list[Module]:
        """Return what a module needs, and what that needs, as far as it has no place yet."""
        found: list[Module] = []
        waiting = [root]
        while waiting:
            for name in self.needs(waiting.pop()):
                if name not in unit_of and name not in found:
                    found.append(name)
                    waiting.append(name)
        return found

    def _order(self) -> dict[Module, list[Module]]:
        """Return by unit its modules, each after those that it needs."""
        order: dict[Module, list[Module]] = defaultdict(list)
        done: set[Module] = set()

        def visit(name: Module, above: tuple[Module, ...]) -> None:
            if name in above:
                raise LinkError(f"modules import each other in a circle: {' > '.join([*above, name])}")
            if name in done or name not in self.unit_of:
                return
            for one in self.needs(name):
                visit(one, (*above, name))
            done.add(name)
            order[self.unit_of[name]].append(name)

        for name in sorted(self.unit_of):
            visit(name, ())
        return order

    def _constants(self) -> dict[tuple[Module, str], int]:
        """Return the numbers that are given a name by `const`: they are written in, whatever module uses them."""
        found: dict[tuple[Module, str], int] = {}
        for module in [name for modules in self.order.values() for name in modules]:
            known = {name: value for (owner, name), value in found.items() if owner == module}
            for node in self.trees[module].body:
                if isinstance(node, ast.ImportFrom):
                    base = self.base(node, module)
                    taken = {one.asname or one.name: found.get((base, one.name)) for one in node.names}
                    known |= {name: value for name, value in taken.items() if value is not None}
                elif is_constant(node):
                    name = node.targets[0].id
                    known[name] = found[module, name] = eval(ast.unparse(node.value.args[0]), {}, known)
        return found

    def _new_names(self) -> dict[tuple[Module, str], str]:
        """Return a name that is the only one of its kind for every name of a module that is part of the program."""
        names = [(module, name) for module in self.unit_of for name in sorted(own_names(self.trees[module]))]
        many = Counter(name for _, name in names)
        outside = {name for tree in self.trees.values() for name in _outside_names(tree, self)}
        kept = {
            (module, name)
            for module, name in names
            if module in (*self.first, *KEPT) and name in self.starter_names | KEPT_NAMES
        }
        taken = {name for _, name in kept} | outside
        new: dict[tuple[Module, str], str] = {one: one[1] for one in kept}
        for module, name in names:
            if (module, name) not in kept:
                is_free = many[name] == 1 and name not in taken
                one = name if is_free else f"{name}_in_{module.removeprefix(PACKAGE + '.').replace('.', '_')}"
                new[module, name] = one
        return new

    def written(self) -> Files:
        """Return the linked modules by path."""
        found = dict(self.aside)
        for unit, modules in self.order.items():
            tree = _Unit(self, unit, modules).tree()
            found[_path(unit)] = ast.unparse(ast.fix_missing_locations(tree)).encode()
            parts = unit.split(".")[:-1]
            for length in range(1, len(parts) + 1):
                found["/" + "/".join(parts[:length]) + "/__init__.py"] = b""
        return found


def is_constant(node: ast.stmt) -> TypeGuard[Any]:
    """Return whether a statement gives a number a name that mpy-cross folds."""
    return (
        isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and isinstance(node.value, ast.Call)
        and isinstance(node.value.func, ast.Name)
        and node.value.func.id == "const"
    )


class _Unit:
    """A linked module in the making."""

    def __init__(self, program: _Program, unit: Module, modules: list[Module]) -> None:
        self.program = program
        self._unit = unit
        self._modules = modules
        self._taken: dict[tuple[Module, str], None] = {}  # of other units
        self._outside: dict[str, ast.stmt] = {}

    def tree(self) -> ast.Module:
        """Return it as one tree."""
        body: list[ast.stmt] = []
        for name in self._modules:
            body += self._rewritten(name)
        imports: list[ast.stmt] = []
        by_unit: dict[Module, list[str]] = defaultdict(list)
        for module, name in self._taken:
            by_unit[self.program.unit_of[module]].append(self.program.new_name[module, name])
        for unit, names in by_unit.items():
            imports.append(ast.ImportFrom(unit, [ast.alias(name) for name in sorted(names)], 0))
        return ast.Module([*self._outside.values(), *imports, *body], [])

    def load(self, module: Module, name: str) -> ast.expr:
        """Return what stands for a name of a module where it is used."""
        value = self.program.constants.get((module, name))
        if value is None:
            return ast.Name(self.take(module, name), ast.Load())
        return ast.UnaryOp(ast.USub(), ast.Constant(-value)) if value < 0 else ast.Constant(value)

    def take(self, module: Module, name: str) -> str:
        """Return what a name of another module is called, and see that it is imported."""
        new = self.program.new_name.get((module, name))
        if new is None:
            raise LinkError(f"{module} has no {name}")
        if self.program.unit_of[module] != self._unit:
            self._taken[module, name] = None
        return new

    def _rewritten(self, module: Module) -> list[ast.stmt]:
        tree = self.program.trees[module]
        values: dict[str, tuple[Module, str]] = {name: (module, name) for name in own_names(tree)}
        aliases: dict[str, Module] = {}
        body: list[ast.stmt] = []
        for node in tree.body:
            if isinstance(node, ast.ImportFrom) and list(self.program.origins(node, module)):
                base = self.program.base(node, module)
                for one in node.names:
                    whole = f"{base}.{one.name}"
                    if whole in self.program.trees:
                        aliases[one.asname or one.name] = whole
                    else:
                        values[one.asname or one.name] = (base, one.name)
            elif isinstance(node, ast.ImportFrom | ast.Import):
                self._outside.setdefault(ast.unparse(node), node)
            elif not _is_text(node):
                body.append(node)
        links = _Linker(self, module, values, aliases)
        return [links.visit(node) for node in body if not (_is_all(node) or is_constant(node))]

    def later(self, node: ast.ImportFrom, module: Module) -> list[ast.stmt]:
        """Return what stands for an import inside of a function."""
        program = self.program
        found: list[ast.stmt] = []
        base = program.base(node, module)
        for one in node.names:
            if f"{base}.{one.name}" in program.trees:
                raise LinkError(f"{module} imports the module {one.name} inside of a function")
            local, new = one.asname or one.name, program.new_name[base, one.name]
            unit = program.unit_of[base]
            if unit == self._unit:
                found.append(ast.Assign([ast.Name(local, ast.Store())], ast.Name(new, ast.Load())))
            else:
                found.append(ast.ImportFrom(unit, [ast.alias(new, local if local != new else None)], 0))
        return found


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _is_all(node: ast.stmt) -> bool:
    return isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == "__all__"


class _Linker(ast.NodeTransformer):
    """Gives the names of a module those that they have in the whole program."""

    def __init__(
        self, unit: _Unit, module: Module, values: dict[str, tuple[Module, str]], aliases: dict[str, Module]
    ) -> None:
        self._unit = unit
        self._module = module
        self._values = values
        self._aliases = aliases
        self._scopes: list[tuple[set[str], bool]] = []  # names of a scope, and whether functions in it see them

    def _is_global(self, name: str) -> bool:
        return not any(name in names for names, is_seen in self._scopes[:-1] if is_seen) and not (
            self._scopes and name in self._scopes[-1][0]
        )

    def visit_Name(self, node: ast.Name) -> ast.expr:
        """A name of this module, or one that it imports."""
        if self._is_global(node.id):
            if node.id in self._aliases:
                raise LinkError(f"{self._module} uses the module {node.id} as a value")
            if node.id in self._values:
                if isinstance(node.ctx, ast.Load):
                    return self._unit.load(*self._values[node.id])
                return ast.Name(self._unit.take(*self._values[node.id]), node.ctx)
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.expr:
        """Something of a module that was imported as a whole."""
        if isinstance(node.value, ast.Name) and node.value.id in self._aliases and self._is_global(node.value.id):
            if not isinstance(node.ctx, ast.Load):
                raise LinkError(f"{self._module} changes {node.attr} of another module")
            return self._unit.load(self._aliases[node.value.id], node.attr)
        return cast("ast.expr", self.generic_visit(node))

    def visit_Global(self, node: ast.Global) -> ast.stmt:
        """Names of the module that a function sets."""
        node.names = [self._unit.take(*self._values[name]) for name in node.names]
        return node

    def visit_ImportFrom(self, node: ast.ImportFrom) -> ast.stmt | list[ast.stmt]:
        """An import inside of a function or a block."""
        if self._unit.program.base(node, self._module).split(".")[0] != PACKAGE:
            return node
        return self._unit.later(node, self._module)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.stmt:
        """A function: its name is the scope's around it, its defaults and decorators too."""
        if self._is_global(node.name) and not self._scopes:
            node.name = self._unit.take(self._module, node.name)
        node.decorator_list = [self.visit(one) for one in node.decorator_list]
        node.args.defaults = [self.visit(one) for one in node.args.defaults]
        node.args.kw_defaults = [one and self.visit(one) for one in node.args.kw_defaults]
        with_names = set(local_names(node.args, node.body))
        self._scopes.append((with_names, True))
        body: list[ast.stmt] = []
        for one in node.body:
            if not (_is_text(one) and len(node.body) > 1):
                new = self.visit(one)
                body += new if isinstance(new, list) else [new]
        node.body = body
        self._scopes.pop()
        return node

    def visit_Lambda(self, node: ast.Lambda) -> ast.expr:
        """A function without a name."""
        self._scopes.append((set(local_names(node.args, [])), True))
        node.body = self.visit(node.body)
        self._scopes.pop()
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.stmt:
        """A class: what is set in it is seen by it, not by its methods."""
        if not self._scopes:
            node.name = self._unit.take(self._module, node.name)
        node.bases = [self.visit(one) for one in node.bases]
        self._scopes.append((set(local_names(None, node.body)), False))
        node.body = [self.visit(one) for one in node.body if not _is_text(one)] or [ast.Pass()]
        self._scopes.pop()
        return node

    def _visit_comprehension(self, node: ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp) -> ast.expr:
        targets = {n.id for one in node.generators for n in ast.walk(one.target) if isinstance(n, ast.Name)}
        self._scopes.append((targets, True))
        self.generic_visit(node)
        self._scopes.pop()
        return node

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = _visit_comprehension


def own_names(tree: ast.Module) -> set[str]:
    """Return the names that a module gives to something of its own."""
    return {
        name
        for name in local_names(None, [node for node in tree.body if not isinstance(node, ast.ImportFrom | ast.Import)])
        if name != "__all__"
    } | {name for node in ast.walk(tree) if isinstance(node, ast.Global) for name in node.names}


def local_names(arguments: ast.arguments | None, body: Iterable[ast.stmt]) -> Iterator[str]:
    """Yield the names that belong to a scope, those declared global left out."""
    found: list[str] = []
    shared: set[str] = set()
    if arguments is not None:
        every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg]
        found += [one.arg for one in every if one is not None]
    waiting: list[ast.AST] = list(body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.append(node.name)
            continue
        if isinstance(node, ast.Lambda | ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
            continue
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            found.append(node.id)
        elif isinstance(node, ast.ExceptHandler) and node.name:
            found.append(node.name)
        elif isinstance(node, ast.ImportFrom | ast.Import):
            found += [(one.asname or one.name).split(".")[0] for one in node.names]
        elif isinstance(node, ast.Global):
            shared |= set(node.names)
        waiting += ast.iter_child_nodes(node)
    yield from (name for name in found if name not in shared)


def _outside_names(tree: ast.Module, program: _Program) -> Iterator[str]:
    """Yield the local names of what a module imports from MicroPython itself."""
    for node in tree.body:
        if isinstance(node, ast.Import) or (
            isinstance(node, ast.ImportFrom) and not node.level and (node.module or "").split(".")[0] != PACKAGE
        ):
            yield from ((one.asname or one.name).split(".")[0] for one in node.names)
