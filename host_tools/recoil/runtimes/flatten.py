"""Writes a program of small objects out as functions over arrays, which numba can compile.

The core is classes on the clip: objects that hold whole numbers, arrays of them, and one another, made once and never
exchanged. So a live object tells all that a compiler must know. Every method that is reached from a first function is
written out as a function; `self.name` becomes a place in an array where it is a number, and a field of a named tuple
where it is an array or an object. Not a line of the algorithm is written a second time.

An object of numbers alone (a `Step`) is a row. A list of such objects is a matrix, and an attribute that is one object
of that list is its row's number.
"""

import ast
import inspect
import textwrap
from array import array
from collections.abc import Callable
from types import FunctionType
from typing import Any

import numpy as np

from recoil.common.errors import RecoilError

_AS_WRITTEN = (ast.Constant, ast.BinOp, ast.UnaryOp, ast.operator, ast.unaryop)
BUILT_IN = ("min", "max", "len", "abs", "int", "range", "enumerate")


class NotFlatError(RecoilError):
    """The program does what cannot be written out; the message says where."""


def is_number(value: Any) -> bool:
    """Return whether an attribute's value is kept as a number."""
    return isinstance(value, int)


def is_row(value: Any) -> bool:
    """Return whether an object is a row: it holds numbers alone."""
    return hasattr(value, "__dict__") and all(is_number(held) for held in vars(value).values())


def ring_of(owner: Any, name: str) -> str:
    """Return the name of the list in the same object that holds an attribute's object; empty if there is none."""
    value = getattr(owner, name)
    for other, held in vars(owner).items():
        if isinstance(held, list) and any(one is value for one in held):
            return other
    return ""


def numbers_of(owner: Any) -> list[str]:
    """Return the names of the attributes that are kept as numbers, in order."""
    return [name for name, value in vars(owner).items() if is_number(value) or ring_of(owner, name)]


Layout = dict[str, list[str]]
"""Of every class that is used: which of its attributes are used that are not numbers, in order."""


class Program:
    """What is written out, function by function, from the first one on."""

    def __init__(self, first: Callable[..., Any], owner: Any) -> None:
        """Write out `first` and all that it reaches; its first argument is `owner`, a live object."""
        self._written: dict[tuple[Any, ...], tuple[str, Any]] = {}
        self._texts: list[str] = []
        self._layouts: dict[type, tuple[Any, list[str]]] = {}
        self._taken: dict[str, Any] = {}
        self._owner = owner
        names = list(inspect.signature(first).parameters)
        self._rest = names[1:]
        self._entry, _ = self.function(first, {names[0]: owner})

    @property
    def layout(self) -> Layout:
        """Return what `Packed` must know."""
        return {kind.__name__: fields for kind, (_, fields) in self._layouts.items()}

    def text(self, decorator: str) -> str:
        """Return the source of a module whose function `enter` does what the first function does.

        Its first arguments are the addresses of the arrays that `Packed` makes; the rest is as it was.
        """
        tuples = [
            f'{kind.__name__} = namedtuple("{kind.__name__}", {["numbers", *("f" + name for name in fields)]!r})'
            for kind, (owner, fields) in self._layouts.items()
            if not is_row(owner)
        ]
        head = '"""Written by a program from the core\'s source."""\n\nfrom collections import namedtuple'
        functions = [f"{decorator}\n{text}" for text in self._texts]
        return "\n\n\n".join([f"{head}\n\nimport numba", *tuples, *functions, f"@numba.njit\n{self._entered()}"]) + "\n"

    def _entered(self) -> str:
        packed = Packed(self._owner, self.layout)
        lines = [f"    a{at} = numba.carray(p{at}, {array.shape})" for at, array in enumerate(packed.arrays)]
        for name, kind, held in packed.tuples:
            lines.append(f"    {name} = {kind}({', '.join(held)})")
        lines.append(f"    return {self._entry}({', '.join([packed.name, *self._rest])})")
        given = [*(f"p{at}" for at in range(len(packed.arrays))), *self._rest]
        return f"def enter({', '.join(given)}):\n" + "\n".join(lines)

    def reach(self, owner: Any, field: str = "") -> None:
        """Note that an object is used, and a field of it; every object of one class must hold the same."""
        first, fields = self._layouts.setdefault(type(owner), (owner, []))
        if list(vars(first)) != list(vars(owner)):
            raise NotFlatError(f"objects of {type(owner).__name__} hold different attributes")
        if field and field not in fields:
            fields.append(field)

    def function(self, function: Callable[..., Any], objects: dict[str, Any]) -> tuple[str, Any]:
        """Write out a function whose parameters are these objects and else numbers or arrays.

        Returns its new name, and the object that it returns, if it does.
        """
        if not isinstance(function, FunctionType):
            raise NotFlatError(f"{getattr(function, '__qualname__', function)} is no plain function")
        key = (function, *((name, type(value)) for name, value in objects.items()))
        if key not in self._written:
            name = "_".join([*function.__module__.split(".")[-1:], *function.__qualname__.split(".")])
            if self._taken.setdefault(name, key) != key:
                raise NotFlatError(f"{name} is called with different objects")
            self._written[key] = name, None  # what calls itself returns no object
            tree: Any = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]
            writer = _Writer(self, function, objects)
            written = writer.visit(tree)
            written.name = name
            self._texts.append(ast.unparse(ast.fix_missing_locations(written)))
            self._written[key] = name, writer.returned
        return self._written[key]


class _Writer(ast.NodeTransformer):
    """Rewrites one function."""

    def __init__(self, program: Program, function: FunctionType, objects: dict[str, Any]) -> None:
        self._program = program
        self._function = function
        self._objects = dict(objects)
        self._locals = set(function.__code__.co_varnames)
        self.returned: Any = None

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        if ast.get_docstring(node):
            node.body = node.body[1:] or [ast.Pass()]
        node.returns = None
        for argument in node.args.args:
            argument.annotation = None
        node.body = [self.visit(line) for line in node.body]
        return node

    def visit_Name(self, node: ast.Name) -> ast.AST:
        if node.id in self._locals:
            return node
        value = self._global(node.id)
        if is_number(value):
            return ast.Constant(int(value))
        raise self._odd(node)

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        owner = self._object(node.value)
        if owner is None or node.attr not in vars(owner):
            raise self._odd(node)
        held = self.visit(node.value)
        numbers = numbers_of(owner)
        self._program.reach(owner)
        if node.attr not in numbers:
            if not isinstance(node.ctx, ast.Load):
                raise self._odd(node)
            self._program.reach(owner, node.attr)
            return ast.Attribute(held, f"f{node.attr}", node.ctx)
        row = held if is_row(owner) else ast.Attribute(held, "numbers", ast.Load())
        number = ast.Subscript(row, ast.Constant(numbers.index(node.attr)), node.ctx)
        ring = ring_of(owner, node.attr)
        if ring and isinstance(node.ctx, ast.Load):
            self._program.reach(owner, ring)
            return ast.Subscript(ast.Attribute(held, f"f{ring}", ast.Load()), number, ast.Load())
        return number

    def visit_Assign(self, node: ast.Assign) -> ast.AST:
        target = node.targets[0]
        value = self._object(node.value)
        if len(node.targets) == 1 and isinstance(target, ast.Attribute) and value is not None:
            owner = self._object(target.value)
            ring = ring_of(owner, target.attr)
            source = node.value
            if not (
                ring
                and isinstance(source, ast.Subscript)
                and isinstance(source.value, ast.Attribute)
                and source.value.attr == ring
                and self._object(source.value.value) is owner
            ):
                raise self._odd(node)
            return ast.Assign([self.visit(target)], self.visit(source.slice))
        written = ast.Assign([self.visit(one) for one in node.targets], self.visit(node.value))
        if value is not None and isinstance(target, ast.Name):
            self._objects[target.id] = value
        return written

    def visit_Return(self, node: ast.Return) -> ast.AST:
        if node.value is not None and self.returned is None:
            self.returned = self._object(node.value)
        return self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        if node.keywords:
            raise self._odd(node)
        called = self._called(node)
        if called is None:
            if not isinstance(node.func, ast.Name):
                raise self._odd(node)
            return ast.Call(node.func, [self.visit(argument) for argument in node.args], [])
        function, arguments = called
        name, _ = self._program.function(function, self._given(function, arguments))
        return ast.Call(ast.Name(name, ast.Load()), [self._passed(argument) for argument in arguments], [])

    def _passed(self, node: ast.expr) -> ast.expr:
        """Return what is passed on; of a number as it is written numba would compile a function of its own."""
        passed = self.visit(node)
        if all(isinstance(part, _AS_WRITTEN) for part in ast.walk(passed)):
            return ast.Call(ast.Attribute(ast.Name("numba", ast.Load()), "int64", ast.Load()), [passed], [])
        return passed

    def _called(self, node: ast.Call) -> tuple[Any, list[ast.expr]] | None:
        """Return the function that is called and its arguments; None for one that is built in."""
        if isinstance(node.func, ast.Attribute):
            owner = self._object(node.func.value)
            method = getattr(type(owner), node.func.attr, None) if owner is not None else None
            if method is None:
                raise self._odd(node)
            return method, [node.func.value, *node.args]
        if not isinstance(node.func, ast.Name) or node.func.id in self._locals:
            raise self._odd(node)
        if node.func.id in BUILT_IN and node.func.id not in self._function.__globals__:
            return None
        return self._global(node.func.id), node.args

    def _given(self, function: Any, arguments: list[ast.expr]) -> dict[str, Any]:
        names = list(inspect.signature(function).parameters)
        found = {name: self._object(argument) for name, argument in zip(names, arguments, strict=False)}
        return {name: value for name, value in found.items() if value is not None}

    def _object(self, node: ast.AST) -> Any:
        """Return the live object that an expression stands for, or one like it; None for numbers and arrays."""
        found: Any = None
        if isinstance(node, ast.Name):
            found = self._objects.get(node.id)
        elif isinstance(node, ast.Attribute):
            owner = self._object(node.value)
            if owner is not None and not hasattr(owner, node.attr):
                raise NotFlatError(f"AttributeError: {type(owner).__name__} has no attribute {node.attr}")
            found = getattr(owner, node.attr, None)
        elif isinstance(node, ast.Subscript):
            held = self._object(node.value)
            found = held[0] if isinstance(held, list) else None
        elif isinstance(node, ast.Call) and (called := self._called(node)):
            _, found = self._program.function(called[0], self._given(*called))
        return None if found is None or is_number(found) or isinstance(found, array) else found

    def _global(self, name: str) -> Any:
        if name not in self._function.__globals__:
            raise NotFlatError(f"{self._function.__qualname__}: {name} is not known")
        return self._function.__globals__[name]

    def _odd(self, node: ast.AST) -> NotFlatError:
        return NotFlatError(f"{self._function.__qualname__}: {ast.unparse(node)} cannot be written out")


class Packed:
    """Live objects in the form that a written program takes: `arrays`, in the order that it takes them in.

    Arrays are shared with the objects; numbers are copied, and `give_back` puts them into the objects again.
    """

    def __init__(self, owner: Any, layout: Layout) -> None:
        """Pack an object and all that it holds and that a `Program` of this layout uses."""
        self._layout = layout
        self._names: dict[int, str] = {}
        self._numbers: list[tuple[Any, list[str], np.ndarray]] = []
        self.arrays: list[np.ndarray] = []
        self.tuples: list[tuple[str, str, list[str]]] = []
        """Name, class and contents of every tuple that the arrays are put into, and of the outermost the name."""
        self.name = self._pack(owner)

    def give_back(self) -> None:
        """Put the numbers back into the objects they were taken from."""
        for owner, names, numbers in self._numbers:
            for name, number in zip(names, numbers.tolist(), strict=True):
                value = getattr(owner, name)
                if is_number(value):
                    setattr(owner, name, type(value)(number))
                else:
                    setattr(owner, name, getattr(owner, ring_of(owner, name))[number])

    def _pack(self, value: Any) -> str:
        if id(value) not in self._names:
            self._names[id(value)] = self._pack_anew(value)
        return self._names[id(value)]

    def _pack_anew(self, value: Any) -> str:
        if isinstance(value, array):
            return self._array(np.frombuffer(value, np.dtype(value.typecode)))
        if isinstance(value, list):
            rows = np.array([[getattr(row, name) for name in numbers_of(row)] for row in value], dtype=np.int64)
            self._numbers += [(row, numbers_of(row), numbers) for row, numbers in zip(value, rows, strict=True)]
            return self._array(rows)
        names = numbers_of(value)
        numbers = np.array([self._number(value, name) for name in names], dtype=np.int64)
        self._numbers.append((value, names, numbers))
        held = self._array(numbers)
        if is_row(value):
            return held
        kind = type(value).__name__
        contents = [held, *(self._pack(getattr(value, name)) for name in self._layout[kind])]
        name = f"t{len(self.tuples)}"
        self.tuples.append((name, kind, contents))
        return name

    def _array(self, values: np.ndarray) -> str:
        self.arrays.append(values)
        return f"a{len(self.arrays) - 1}"

    def _number(self, owner: Any, name: str) -> int:
        value = getattr(owner, name)
        if is_number(value):
            return int(value)
        return next(at for at, row in enumerate(getattr(owner, ring_of(owner, name))) if row is value)
