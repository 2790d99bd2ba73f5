"""What the gait core's source may not hold, so that it runs in whole numbers and without allocating on every Python."""

import ast
from collections.abc import Iterator
from pathlib import Path

from recoil.firmware.compiled import is_kernel

LOWEST, HIGHEST = -(1 << 30), (1 << 30) - 1
MOST_ARGUMENTS = 5
KERNEL_TYPES = {"ptr16", "ptr32", "int"}
OUTSIDE_IMPORTS = {"micropython", "array"}
SHARED = ("compat", "spec.", "gait.tick_kernels")  # of the package around it
FLOAT_CALLS = {"float", "complex", "round"}
ALLOCATING_CALLS = {
    "array", "bytearray", "bytes", "memoryview", "str", "repr", "list", "tuple", "dict", "set", "frozenset", "divmod",
    "enumerate", "zip", "map", "filter", "sorted", "reversed", "iter", "super", "print", "object",
}  # fmt: skip
ALLOCATING_NODES = {
    ast.JoinedStr: "f-string",
    ast.Slice: "slice",
    ast.Lambda: "lambda",
    ast.Starred: "star argument",
    ast.List: "list",
    ast.Dict: "dict",
    ast.Set: "set",
    ast.ListComp: "comprehension",
    ast.DictComp: "comprehension",
    ast.SetComp: "comprehension",
    ast.GeneratorExp: "comprehension",
    ast.Yield: "generator",
    ast.YieldFrom: "generator",
    ast.Await: "await",
    ast.FunctionDef: "function within a function",
    ast.ClassDef: "class within a function",
}
Finding = tuple[int, str]


def findings(sources: dict[str, str]) -> list[str]:
    """Return what breaks the rules in a package given as {file name: source}."""
    trees = {name: ast.parse(source) for name, source in sources.items()}
    methods, classes = set(), set()
    for cls in (node for tree in trees.values() for node in ast.walk(tree) if isinstance(node, ast.ClassDef)):
        classes.add(cls.name)
        methods |= {function.name for function in functions(cls)}
    for tree in trees.values():  # a name that is an attribute too cannot be told apart
        methods -= {node.attr for node in of_self(tree) if isinstance(node.ctx, ast.Store)}
    shared = {name: value for other, tree in trees.items() if is_kernel(other) for name, value in numbers(tree).items()}
    found = []
    for name, tree in trees.items():
        stems = {Path(other).stem for other in sources}
        problems = [*anywhere(tree), *imports(tree, stems), *constants(tree), *new_attributes(tree)]
        for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
            if function.name != "__init__":
                problems += in_function(function, methods, classes)
        if is_kernel(name):
            problems += in_kernels(tree)
        problems += places(tree, shared)
        found += [f"{name}:{line}: {what}" for line, what in sorted(set(problems))]
    return found


def anywhere(tree: ast.Module) -> Iterator[Finding]:
    """Find fractions and decorators, which are wrong everywhere."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, float | complex):
            yield node.lineno, f"fraction {node.value}"
        elif isinstance(node, ast.Constant) and isinstance(node.value, int) and node.value > -LOWEST:
            yield node.lineno, f"{node.value} does not fit 31 bits"
        elif isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Div | ast.Pow):
            yield node.lineno, "division or power that may give a fraction"
        elif isinstance(node, ast.Call) and called(node) in FLOAT_CALLS:
            yield node.lineno, f"{called(node)}()"
        elif isinstance(node, ast.FunctionDef | ast.ClassDef) and node.decorator_list:
            yield node.lineno, "decorator"
        elif isinstance(node, ast.AsyncFunctionDef):
            yield node.lineno, "async"


def imports(tree: ast.Module, stems: set[str]) -> Iterator[Finding]:
    """Find imports from outside the package, and of private constants (MicroPython does not keep them)."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name not in OUTSIDE_IMPORTS:
                    yield node.lineno, f"import of {alias.name}"
        elif isinstance(node, ast.ImportFrom):
            inside = node.level == 1 and (node.module is None or node.module in stems)
            inside = inside or (node.level == 2 and (node.module or "").startswith(SHARED))
            if not inside and not (node.level == 0 and node.module in OUTSIDE_IMPORTS):
                yield node.lineno, f"import from {'.' * node.level}{node.module or ''}"
            for alias in node.names:
                if inside and alias.name.startswith("_"):
                    yield node.lineno, f"import of private {alias.name}"


def constants(tree: ast.Module) -> Iterator[Finding]:
    """Find named numbers that are not const(), and const() that cannot be folded or held."""
    known: dict[str, int] = {}
    for node in tree.body:
        if not isinstance(node, ast.Assign) or not isinstance(node.targets[0], ast.Name):
            continue
        name, value = node.targets[0].id, node.value
        folded = isinstance(value, ast.Call) and called(value) == "const" and len(value.args) == 1
        try:
            code = compile(ast.Expression(value.args[0] if folded else value), "<const>", "eval")  # pyright: ignore
            number = eval(code, {"__builtins__": {}}, known)
        except Exception:
            if folded:
                yield node.lineno, f"{name}: const() of something the compiler does not know"
            continue
        if isinstance(number, int):
            known[name] = number
            if not folded:
                yield node.lineno, f"{name} is a number without const()"
            if not LOWEST <= number <= HIGHEST:
                yield node.lineno, f"{name} = {number} does not fit 31 bits"


def in_kernels(tree: ast.Module) -> Iterator[Finding]:
    """Find what keeps a module from becoming fast machine code: it may hold kernels and their private constants."""
    kernels = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    for node in tree.body:
        if isinstance(node, ast.ImportFrom):
            kernels |= {alias.name for alias in node.names} - {"const", "ptr16", "ptr32"}
        elif isinstance(node, ast.Assign):
            if any(not isinstance(target, ast.Name) or not target.id.startswith("_") for target in node.targets):
                yield node.lineno, "a constant of kernels that is not private"
        elif not isinstance(node, ast.FunctionDef) and not is_text(node):
            yield node.lineno, f"{type(node).__name__} among kernels"
    for function in (node for node in tree.body if isinstance(node, ast.FunctionDef)):
        yield from in_kernel(function, kernels)


def in_kernel(function: ast.FunctionDef, kernels: set[str]) -> Iterator[Finding]:
    """Find what a kernel may not hold: it works on arrays of integers and integers, and calls kernels."""
    arguments = function.args.posonlyargs + function.args.args + function.args.kwonlyargs
    if len(arguments) > MOST_ARGUMENTS:
        yield function.lineno, f"more than {MOST_ARGUMENTS} arguments"
    if function.args.defaults or function.args.kw_defaults:
        yield function.lineno, "an argument with a default"
    for argument in arguments:
        if not isinstance(argument.annotation, ast.Name) or argument.annotation.id not in KERNEL_TYPES:
            yield function.lineno, f"argument {argument.arg} is not announced as ptr16, ptr32 or int"
    if not isinstance(function.returns, ast.Name) or function.returns.id != "int":
        yield function.lineno, "a kernel that does not announce an int"
    wrapped = set()
    for node in (part for statement in function.body for part in ast.walk(statement)):
        line = getattr(node, "lineno", function.lineno)
        if isinstance(node, ast.Call) and called(node) == "int" and len(node.args) == 1:
            inner = node.args[0]
            if isinstance(inner, ast.Call) and called(inner) in kernels:
                wrapped.add(id(inner))
                continue
        if isinstance(node, ast.Call) and id(node) not in wrapped:
            yield line, "a call that is not int(kernel(...))"
        elif isinstance(node, ast.Attribute):
            yield line, f"attribute {node.attr} in a kernel"
        elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Subscript):
            yield line, "augmented assignment to an array, four times as slow as a plain one"
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            yield line, "not in a kernel"
        elif isinstance(node, ast.Return) and isinstance(node.value, ast.Compare | ast.BoolOp):
            yield line, "a kernel that returns no int"
        elif isinstance(node, ast.Constant) and type(node.value) is not int and not isinstance(node.value, str):
            yield line, f"{node.value} in a kernel"


def places(tree: ast.Module, shared: dict[str, int]) -> Iterator[Finding]:
    """Find constants that other modules name as the kernels do, but with another value: a compiler folds only its own.

    So the places of a state are named in every module that uses them.
    """
    for name, value in numbers(tree).items():
        if name in shared and shared[name] != value:
            yield 1, f"{name} is {value}, {shared[name]} among the kernels"


def numbers(tree: ast.Module) -> dict[str, int]:
    """Return the named numbers of a module."""
    known: dict[str, int] = {}
    for node in tree.body:
        if not isinstance(node, ast.Assign) or not isinstance(node.value, ast.Call) or called(node.value) != "const":
            continue
        target = node.targets[0]
        try:
            code = compile(ast.Expression(node.value.args[0]), "<const>", "eval")
            known[ast.unparse(target)] = eval(code, {"__builtins__": {}}, known)
        except Exception:  # `constants` tells
            continue
    return known


def is_text(node: ast.stmt) -> bool:
    """Return whether a statement is a docstring."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def in_function(function: ast.FunctionDef, methods: set[str], classes: set[str]) -> Iterator[Finding]:
    """Find what allocates when a function runs."""
    if function.args.vararg or function.args.kwarg:
        yield function.lineno, "star parameter"
    callees = {id(node.func) for node in ast.walk(function) if isinstance(node, ast.Call)}
    for node in (part for statement in function.body for part in ast.walk(statement)):
        line = getattr(node, "lineno", function.lineno)
        if type(node) in ALLOCATING_NODES:
            yield line, ALLOCATING_NODES[type(node)]
        elif isinstance(node, ast.Tuple) and isinstance(node.ctx, ast.Load):
            yield line, "tuple"
        elif isinstance(node, ast.Call) and called(node) in ALLOCATING_CALLS | classes:
            yield line, f"{called(node)}() allocates"
        elif isinstance(node, ast.Attribute) and node.attr in methods and id(node) not in callees:
            yield line, f"method {node.attr} taken as a value"


def new_attributes(tree: ast.Module) -> Iterator[Finding]:
    """Find attributes that do not exist yet when `__init__` (with the methods it calls) is through."""
    for cls in (node for node in tree.body if isinstance(node, ast.ClassDef)):
        by_name = {function.name: function for function in functions(cls)}
        reached, known = ["__init__"], set()
        for name in reached:
            for node in of_self(by_name[name]) if name in by_name else ():
                if isinstance(node.ctx, ast.Store):
                    known.add(node.attr)
                elif node.attr not in reached:
                    reached.append(node.attr)
        for node in of_self(cls):
            if isinstance(node.ctx, ast.Store) and node.attr not in known:
                yield node.lineno, f"self.{node.attr} is not set in __init__"


def functions(cls: ast.ClassDef) -> list[ast.FunctionDef]:
    """Return the methods of a class."""
    return [node for node in cls.body if isinstance(node, ast.FunctionDef)]


def of_self(within: ast.AST) -> Iterator[ast.Attribute]:
    """Find every `self.something`."""
    for node in ast.walk(within):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "self":
            yield node


def called(node: ast.Call) -> str:
    """Return the plain name that is called, if it is one."""
    return node.func.id if isinstance(node.func, ast.Name) else ""
