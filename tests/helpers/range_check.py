"""Runs the gait core with every operation checked: no whole number may leave the clip's small integers.

A small integer of the RP2040 is -2^30 .. 2^30 - 1; outside it a value is exact still but allocates. CPython counts
exactly, so the core is compiled here with a check around every arithmetic or bitwise operation, and with a mark before
every statement, to know which were reached. `python tests/helpers/range_check.py` lists the
operations nearest to the limits.
"""

import ast
import copy
import functools
import importlib
import importlib.util
import io
import itertools
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.machinery import ModuleSpec, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

from recoil.firmware.compiled import is_kernel
from recoil.runtimes import Trace, driver
from recoil.runtimes.package import core_folder, core_modules

LOWEST, HIGHEST = -(1 << 30), (1 << 30) - 1
CHECK, SEEN, VALUE = "recoil_check", "recoil_seen", "recoil_value"
CHECKED_CALLS = {"abs", "int", "pow", "round", "sum"}
_count = itertools.count()


class OutOfRangeError(AssertionError):
    """A value that the clip cannot hold without allocating."""


@dataclass
class Part:
    """What is known of one module: its operations with the extremes they had, its statements and which were reached.

    A statement is kept with the number of the mark that tells of it.
    """

    operations: list[str] = field(default_factory=list)
    statements: list[tuple[str, int]] = field(default_factory=list)
    highest: list[int] = field(default_factory=list)
    lowest: list[int] = field(default_factory=list)
    seen: list[int] = field(default_factory=list)

    def begin(self) -> None:
        """Forget what ran."""
        self.highest, self.lowest = [0] * len(self.operations), [0] * len(self.operations)
        self.seen = [0] * (1 + max((mark for _, mark in self.statements), default=-1))

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


class Operations(ast.NodeTransformer):
    """Wraps every operation of one module in `recoil_check(value, number)`; `found` grows by their source text.

    A call costs more than the operation, so a small integer is looked at in place unless every value is to be noted.
    Then an operation is not looked at, either, that cannot lead out of the range: what it works on was.
    """

    def __init__(self, module: str, found: list[str], notes_all: bool) -> None:
        self.module, self.found, self.notes_all = module, found, notes_all
        self.has_numbers_only = is_kernel(module)

    def check(self, expression: ast.expr, text: str, is_number: bool = False) -> ast.expr:
        """Wrap an expression; that it `is_number` says that it is one if it can be compared with one."""
        self.found.append(f"{self.module}:{expression.lineno}: {text}")
        number = len(self.found) - 1
        value: ast.expr = ast.Name(VALUE, ast.Load())
        call = ast.Call(ast.Name(CHECK, ast.Load()), [value, ast.Constant(number)], [])
        if self.notes_all:
            call.args[0] = expression
            return ast.copy_location(call, expression)
        # Python compares with numbers below 2^30 the fastest: what is -2^30 goes on by a call.
        kept = ast.NamedExpr(ast.Name(VALUE, ast.Store()), expression)
        if is_number:
            test = ast.Compare(ast.Constant(-HIGHEST), [ast.LtE(), ast.LtE()], [kept, ast.Constant(HIGHEST)])
        else:
            test: Any = ast.parse(f"X.__class__ is int and {-HIGHEST} <= {VALUE} <= {HIGHEST}", mode="eval").body
            test.values[0].left.value = kept
        return ast.copy_location(ast.IfExp(test, value, call), expression)

    def operation(self, node: Any) -> ast.expr:
        text, is_number = ast.unparse(node), self.has_numbers_only and is_whole(node)
        stays = not self.notes_all and stays_in_range(node)
        if any(isinstance(part, ast.Name | ast.Attribute | ast.Call | ast.Subscript) for part in ast.walk(node)):
            self.generic_visit(node)  # else folded by the compiler: only its value counts
        return node if stays else self.check(node, text, is_number)

    visit_BinOp = operation

    def visit_UnaryOp(self, node: ast.UnaryOp) -> Any:
        return self.generic_visit(node) if isinstance(node.op, ast.Not) else self.operation(node)

    def visit_Constant(self, node: ast.Constant) -> ast.expr:
        if self.has_numbers_only and type(node.value) is float:
            return self.operation(node)
        return self.operation(node) if type(node.value) is int and not LOWEST <= node.value <= HIGHEST else node

    def visit_Call(self, node: ast.Call) -> Any:
        named = isinstance(node.func, ast.Name) and node.func.id in CHECKED_CALLS
        return self.operation(node) if named else self.generic_visit(node)

    def visit_Assign(self, node: ast.Assign) -> ast.Assign:
        text, value = ast.unparse(node), node.value
        is_number = self.has_numbers_only and is_whole(value)
        self.generic_visit(node)
        if isinstance(value, ast.Call | ast.Subscript | ast.IfExp):
            node.value = self.check(node.value, text, is_number)
        return node

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.Assign:
        text = ast.unparse(node)
        old = copy.deepcopy(node.target)
        old.ctx = ast.Load()
        value = ast.BinOp(old, node.op, node.value)
        is_number = self.has_numbers_only and is_whole(value)
        value = ast.copy_location(ast.BinOp(self.visit(old), node.op, self.visit(node.value)), node)
        return ast.copy_location(ast.Assign([self.visit(node.target)], self.check(value, text, is_number)), node)


def is_whole(node: ast.expr) -> bool:
    """Return whether an expression over whole numbers and arrays of them can give nothing but a whole number."""
    strange = (ast.Call, ast.Div, ast.Pow, ast.Attribute)
    return not any(
        isinstance(part, strange) or (isinstance(part, ast.Constant) and type(part.value) is not int)
        for part in ast.walk(node)
    )


def stays_in_range(node: ast.expr) -> bool:
    """Return whether an operation on numbers of the range has a result in it."""
    if not isinstance(node, ast.BinOp):
        return False
    if isinstance(node.op, ast.BitAnd | ast.BitOr | ast.BitXor):
        return True
    by = node.right.value if isinstance(node.right, ast.Constant) else None
    return type(by) is int and by > 0 and isinstance(node.op, ast.RShift | ast.FloorDiv | ast.Mod)


class Statements(ast.NodeTransformer):
    """Puts `recoil_seen[number] = 1` before every statement of every function; `found` grows by their first lines.

    A simple statement after another one needs no mark of its own: it runs whenever the one before it did.
    """

    def __init__(self, module: str, source: str, found: list[tuple[str, int]]) -> None:
        self.module, self.lines, self.found = module, source.splitlines(), found
        self.marks = 0

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.FunctionDef:
        node.body = list(self.marked(node.body))
        return node

    def marked(self, body: list[ast.stmt]) -> Iterator[ast.stmt]:
        runs_on = False
        for statement in body:
            if not (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)):  # a docstring
                if not runs_on:
                    mark = ast.parse(f"{SEEN}[{self.marks}] = 1").body[0]
                    self.marks += 1
                    yield ast.copy_location(mark, statement)
                text = self.lines[statement.lineno - 1].strip()
                self.found.append((f"{self.module}:{statement.lineno}: {text}", self.marks - 1))
                runs_on = isinstance(statement, ast.Assign | ast.AugAssign | ast.Expr)
            for name in ("body", "orelse", "finalbody"):
                if getattr(statement, name, None):
                    setattr(statement, name, list(self.marked(getattr(statement, name))))
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
        self.parts: list[Part] = []
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

    def run(self, trace: Trace) -> int:
        """Feed one trace through a fresh core; return the number of steps."""
        said: list[str] = []
        gait = self.gait_class(trace.period_us, trace.gyroscope)
        samples = io.BytesIO(trace.samples.astype("<i4").tobytes())
        driver.run_trace(gait, samples, list(trace.gaps), said.append, driver.Heap(), lambda: 0)
        return sum(line.startswith("row") for line in said)

    def operations(self) -> list[str]:
        """Return what is checked."""
        return [text for part in self.parts for text in part.operations]

    def statements(self) -> list[str]:
        """Return every statement of every function."""
        return [text for part in self.parts for text, _ in part.statements]

    def unreached(self) -> list[str]:
        """Return the statements that never ran."""
        return [text for part in self.parts for text, mark in part.statements if not part.seen[mark]]

    def nearest(self, count: int) -> list[str]:
        """Return the operations that came nearest to the limits, with the share of the range that they used."""
        used = [
            (max(high, -low) / HIGHEST, text)
            for part in self.parts
            for high, low, text in zip(part.highest, part.lowest, part.operations, strict=True)
        ]
        return [f"{share:7.1%}  {text}" for share, text in sorted(used, reverse=True)[:count]]


class Loader(SourceFileLoader):
    """Compiles one module with checks and marks; never writes a .pyc."""

    def __init__(self, name: str, path: str, core: CheckedCore) -> None:
        super().__init__(name, path)
        source = Path(path).read_text(encoding="utf-8")
        code, operations, statements = instrumented(Path(path).name, source, core.notes_all)
        self.code, self.part = code, Part(operations, statements)
        self.part.begin()
        core.parts.append(self.part)

    def get_code(self, fullname: str) -> CodeType:
        return self.code

    def exec_module(self, module: ModuleType) -> None:
        setattr(module, CHECK, self.part.check)
        setattr(module, SEEN, self.part.seen)
        super().exec_module(module)


@functools.cache
def instrumented(name: str, source: str, notes_all: bool) -> tuple[CodeType, list[str], list[tuple[str, int]]]:
    """Compile one module with checks and marks; most of a core with a fault planted in it is as in the core."""
    operations: list[str] = []
    statements: list[tuple[str, int]] = []
    tree = Operations(name, operations, notes_all).visit(ast.parse(source, name))
    tree = ast.fix_missing_locations(Statements(name, source, statements).visit(tree))
    return compile(tree, name, "exec", dont_inherit=True), operations, statements


if __name__ == "__main__":
    import segments

    CheckedCore.notes_all = True
    checked = CheckedCore()
    for trace in segments.everything():
        checked.run(trace)
    print("\n".join(checked.nearest(25)))
