"""Runs the gait core with every operation checked: no whole number may leave the clip's small integers.

A small integer of the RP2040 is -2^30 .. 2^30 - 1; outside it a value is exact still but allocates. CPython counts
exactly, so the core is compiled here with a check around every arithmetic or bitwise operation, and with a mark before
every statement, to know which were reached. `python tests/helpers/range_check.py` lists the
operations nearest to the limits.
"""

import ast
import copy
import importlib
import importlib.util
import io
import itertools
import sys
from collections.abc import Iterator
from importlib.machinery import ModuleSpec, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

from recoil.runtimes import Trace, driver
from recoil.runtimes.package import core_folder, core_modules

LOWEST, HIGHEST = -(1 << 30), (1 << 30) - 1
CHECK, SEEN, VALUE = "recoil_check", "recoil_seen", "recoil_value"
CHECKED_CALLS = {"abs", "int", "pow", "round", "sum"}
_count = itertools.count()


class OutOfRangeError(AssertionError):
    """A value that the clip cannot hold without allocating."""


class Operations(ast.NodeTransformer):
    """Wraps every operation of one module in `recoil_check(value, number)`; `found` grows by their source text.

    A call costs more than the operation, so a small integer is looked at in place unless every value is to be noted.
    """

    def __init__(self, module: str, found: list[str], notes_all: bool) -> None:
        self.module, self.found, self.notes_all = module, found, notes_all

    def check(self, expression: ast.expr, text: str) -> ast.expr:
        self.found.append(f"{self.module}:{expression.lineno}: {text}")
        number = len(self.found) - 1
        if self.notes_all:
            arguments = [expression, ast.Constant(number)]
            return ast.copy_location(ast.Call(ast.Name(CHECK, ast.Load()), arguments, []), expression)
        is_small = f"({VALUE} := 0).__class__ is int and {LOWEST} <= {VALUE} <= {HIGHEST}"
        checked: Any = ast.parse(f"{VALUE} if {is_small} else {CHECK}({VALUE}, {number})", mode="eval").body
        checked.test.values[0].left.value.value = expression
        return ast.copy_location(checked, expression)

    def operation(self, node: Any) -> ast.expr:
        text = ast.unparse(node)
        if any(isinstance(part, ast.Name | ast.Attribute | ast.Call | ast.Subscript) for part in ast.walk(node)):
            self.generic_visit(node)  # else folded by the compiler: only its value counts
        return self.check(node, text)

    visit_BinOp = operation

    def visit_UnaryOp(self, node: ast.UnaryOp) -> Any:
        return self.generic_visit(node) if isinstance(node.op, ast.Not) else self.operation(node)

    def visit_Constant(self, node: ast.Constant) -> ast.expr:
        return self.operation(node) if type(node.value) is int and not LOWEST <= node.value <= HIGHEST else node

    def visit_Call(self, node: ast.Call) -> Any:
        named = isinstance(node.func, ast.Name) and node.func.id in CHECKED_CALLS
        return self.operation(node) if named else self.generic_visit(node)

    def visit_Assign(self, node: ast.Assign) -> ast.Assign:
        text = ast.unparse(node)
        from_elsewhere = isinstance(node.value, ast.Call | ast.Subscript | ast.IfExp)
        self.generic_visit(node)
        if from_elsewhere:
            node.value = self.check(node.value, text)
        return node

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.Assign:
        text = ast.unparse(node)
        old = copy.deepcopy(node.target)
        old.ctx = ast.Load()
        value = ast.copy_location(ast.BinOp(self.visit(old), node.op, self.visit(node.value)), node)
        return ast.copy_location(ast.Assign([self.visit(node.target)], self.check(value, text)), node)


class Statements(ast.NodeTransformer):
    """Puts `recoil_seen[number] = 1` before every statement of every function; `found` grows by their first lines."""

    def __init__(self, module: str, source: str, found: list[str]) -> None:
        self.module, self.lines, self.found = module, source.splitlines(), found

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        node.body = list(self.marked(node.body))
        return node

    def marked(self, body: list[ast.stmt]) -> Iterator[ast.stmt]:
        for statement in body:
            if not (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)):  # a docstring
                self.found.append(f"{self.module}:{statement.lineno}: {self.lines[statement.lineno - 1].strip()}")
                mark = ast.parse(f"{SEEN}[{len(self.found) - 1}] = 1").body[0]
                yield ast.copy_location(mark, statement)
            for field in ("body", "orelse", "finalbody"):
                if getattr(statement, field, None):
                    setattr(statement, field, list(self.marked(getattr(statement, field))))
            for handler in getattr(statement, "handlers", []):
                handler.body = list(self.marked(handler.body))
            yield statement


class CheckedCore:
    """The core of a folder, imported under another name with checks and marks."""

    entry = "gait"
    notes_all = False
    """Whether the extremes of every operation are kept, which `nearest` reads."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder or core_folder()
        self.alias = f"_recoil_checked_{next(_count)}"
        self.package = f"{self.alias}.{self.folder.name}"
        self.operations: list[str] = []
        self.statements: list[str] = []
        self.highest: list[int] = []
        self.lowest: list[int] = []
        self.seen: list[int] = []
        sys.meta_path.insert(0, self)  # pyright: ignore[reportArgumentType]
        try:
            entry = importlib.import_module(f"{self.package}.{self.entry}")
            self.gait_class: Any = getattr(entry, "Gait", None)
            for module in core_modules(self.folder):  # those that gait does not import are reported as not reached
                importlib.import_module(f"{self.package}.{module.stem}")
        finally:
            sys.meta_path.remove(self)  # pyright: ignore[reportArgumentType]

    def module(self, stem: str) -> Any:
        """Return one module of the core."""
        return sys.modules[f"{self.package}.{stem}"]

    def find_spec(self, name: str, path: object, target: object = None) -> ModuleSpec | None:
        """Find a module for the import system: those of the folder with checks, what lies beside it as it is."""
        alias, *parts = name.split(".")
        place = self.folder.parent.joinpath(*parts)
        file = place / "__init__.py" if place.is_dir() else place.with_suffix(".py")
        if alias != self.alias or not file.is_file():
            return None
        checked = Loader(name, str(file), self) if file.parent == self.folder else None
        places = [str(place)] if place.is_dir() else None
        return importlib.util.spec_from_file_location(name, file, loader=checked, submodule_search_locations=places)

    def check(self, value: Any, number: int) -> Any:
        """Pass a value on if the clip can hold it."""
        if value.__class__ is int:
            if value > self.highest[number]:
                self.highest[number] = value
                if value > HIGHEST:
                    raise OutOfRangeError(f"{self.operations[number]} = {value}")
            elif value < self.lowest[number]:
                self.lowest[number] = value
                if value < LOWEST:
                    raise OutOfRangeError(f"{self.operations[number]} = {value}")
        elif value.__class__ is float:
            raise OutOfRangeError(f"{self.operations[number]} = {value}, not a whole number")
        return value

    def run(self, trace: Trace) -> int:
        """Feed one trace through a fresh core; return the number of steps."""
        said: list[str] = []
        gait = self.gait_class(trace.period_us, trace.gyroscope)
        samples = io.BytesIO(trace.samples.astype("<i4").tobytes())
        driver.run_trace(gait, samples, list(trace.gaps), said.append, driver.Heap(), lambda: 0)
        return sum(line.startswith("row") for line in said)

    def unreached(self) -> list[str]:
        """Return the statements that never ran."""
        return [text for text, seen in zip(self.statements, self.seen, strict=True) if not seen]

    def nearest(self, count: int) -> list[str]:
        """Return the operations that came nearest to the limits, with the share of the range that they used."""
        used = [max(high, -low) / HIGHEST for high, low in zip(self.highest, self.lowest, strict=True)]
        order = sorted(range(len(used)), key=lambda number: -used[number])
        return [f"{used[number]:7.1%}  {self.operations[number]}" for number in order[:count]]


class Loader(SourceFileLoader):
    """Compiles one module with checks and marks; never writes a .pyc."""

    def __init__(self, name: str, path: str, core: CheckedCore) -> None:
        super().__init__(name, path)
        self.core = core

    def get_code(self, fullname: str) -> CodeType:
        core, name, source = self.core, Path(self.path).name, Path(self.path).read_text(encoding="utf-8")
        tree = Operations(name, core.operations, core.notes_all).visit(ast.parse(source, self.path))
        tree = ast.fix_missing_locations(Statements(name, source, core.statements).visit(tree))
        core.highest += [0] * (len(core.operations) - len(core.highest))
        core.lowest += [0] * (len(core.operations) - len(core.lowest))
        core.seen += [0] * (len(core.statements) - len(core.seen))
        return compile(tree, self.path, "exec", dont_inherit=True)

    def exec_module(self, module: ModuleType) -> None:
        setattr(module, CHECK, self.core.check)
        setattr(module, SEEN, self.core.seen)
        super().exec_module(module)


if __name__ == "__main__":
    import segments

    CheckedCore.notes_all = True
    checked = CheckedCore()
    for trace in segments.everything():
        checked.run(trace)
    print("\n".join(checked.nearest(25)))
