"""Functions that a clip needs now and then only, in modules of their own: loaded when one is called, dropped after.

A method stays with its class, and so does its code, though it runs once: what makes a session, or looks through what a
file remembers, took a tenth of the clip's memory while it recorded. In the firmware as it is linked such functions are
kept aside, one module for each occasion, and in the place of each is one that asks for it. `unloading` drops the
modules while a session is on. The program does the same as before; frozen firmware, whose code takes no memory, and
other Pythons have the source as it is written.
"""

import ast
import builtins
from collections.abc import Iterator, Mapping, Sequence

from .files import Files
from .linking import PACKAGE, LinkError, local_names, module_name, own_names

ASIDE: dict[str, dict[str, str]] = {
    # When the clip is switched on, when somebody else puts it on, when the sensor was lost.
    "start": {
        "app.app": "App.__init__",
        "app.equipment": "Equipment.__init__ Equipment._load_history Equipment._find_gauge Equipment._fails "
        "Equipment.next_runner Equipment.language",
        "app.faults": "Faults.__init__ _is_entry",
        "app.motion": "Motion.__init__",
        "app.sensing": "Sensing.__init__ Sensing.find Sensing._revive Sensing._correct",
        "app.sessions": "Sessions.__init__",
        "app.talk": "Talk.__init__",
        "cueing.history": "History.__init__ History._add_if_good History._take_counts _are_bins _is_score",
        "gait.contact": "Contact.__init__",
    },
    # When it gets ready: all of it is there once a session begins, so that no sample waits for it.
    "ready": {
        "app.motion": "Motion.begin",
        "app.recorder": "new_writer Recorder.__init__",
        "app.session": "Session.__init__",
        "app.sessions": "Sessions.begin Sessions._go",
        "cueing.band": "Band.__init__",
        "cueing.baseline": "Baseline.__init__ Baseline.take FormOfRun.__init__ agreed apart_q12 bins_of _moved",
        "cueing.coach": "Coach.__init__",
        "cueing.schedule": "Schedule.__init__ Schedule._faded",
        "gait.gait": "Gait.__init__",
        "gait.run": "Run.__init__",
        "gait.totals": "Totals.__init__",
        "log.header": "Header.__init__",
        "log.page": "Page.__init__",
        "log.raw": "RawPage.__init__",
        "log.store": "entries Store.begin Store._last_number",
        "log.writer": "SessionWriter.__init__",
        "stride.form": "Form.__init__ Regularity.__init__",
    },
    # When a session ends, or wants the room of an older one.
    "end": {
        "app.session": "Session.end",
        "cueing.baseline": "FormOfRun.result",
        "cueing.coach": "Coach.finish Coach._conclude",
        "cueing.history": "History.plain History.add_retention",
        "cueing.score": "verdict own_pct",
        "gait.gait": "Gait.finish",
        "log.downloaded": "parse is_marked",
        "log.store": "Store._oldest_downloaded Store._is_downloaded",
    },
}
"""By occasion, which is the name of the module in the package: functions by the module that they are written in."""
_MARK = "aside_"


def marked(sources: Files, aside: Mapping[str, Mapping[str, str]] = ASIDE) -> Files:
    """Mark the functions that are to be kept aside, as they are written, so that they are found under other names.

    Args:
        sources: All modules by their path on the clip.
        aside: Which functions, as `ASIDE`.

    Raises:
        LinkError: There is no such function.
    """
    found = dict(sources)
    paths = {module_name(path): path for path in sources}
    for occasion, modules in aside.items():
        for module, names in modules.items():
            path = paths[f"{PACKAGE}.{module}"]
            tree = ast.parse(found[path])
            functions = {name: function for name, function, _ in _functions(tree)}
            for name in names.split():
                if name not in functions:
                    raise LinkError(f"{module} has no {name} to keep aside")
                functions[name].decorator_list.insert(0, ast.Name(_MARK + occasion))
            found[path] = ast.unparse(ast.fix_missing_locations(tree)).encode()
    return found


def set_aside(files: Files, aside: Mapping[str, Mapping[str, str]] = ASIDE) -> Files:
    """Move the marked functions of linked modules to a module for each occasion.

    Args:
        files: Linked modules by their path on the clip.
        aside: As for `marked`.

    Raises:
        LinkError: A marked function cannot be moved, or those of one occasion are not in one module.
    """
    trees = {path: ast.parse(data) for path, data in files.items()}
    found = dict(files)
    imported = {
        (module_name(path), alias.name)
        for tree in trees.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for path in (f"/{(node.module or '').replace('.', '/')}.py",)
        for alias in node.names
    }
    for occasion in aside:
        homes = [path for path, tree in trees.items() if _chosen(tree, occasion)]
        if len(homes) != 1:
            raise LinkError(f"what is kept aside for {occasion} is in {len(homes)} modules")
        (home,) = homes
        kept = {name for module, name in imported if module == module_name(home)}
        moved = _Moved(trees[home], module_name(home), f"{PACKAGE}.{occasion}")
        for function, owner in _chosen(trees[home], occasion):
            moved.take(function, owner)
        found[f"/{PACKAGE}/{occasion}.py"] = ast.unparse(ast.fix_missing_locations(moved.tree())).encode()
        moved.drop_unused(kept)
        found[home] = ast.unparse(ast.fix_missing_locations(trees[home])).encode()
    return found


def _functions(tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef, ast.ClassDef | None]]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield node.name, node, None
        elif isinstance(node, ast.ClassDef):
            for part in node.body:
                if isinstance(part, ast.FunctionDef):
                    yield f"{node.name}.{part.name}", part, node


def _chosen(tree: ast.Module, occasion: str) -> list[tuple[ast.FunctionDef, ast.ClassDef | None]]:
    return [
        (function, owner)
        for _, function, owner in _functions(tree)
        if any(isinstance(one, ast.Name) and one.id == _MARK + occasion for one in function.decorator_list)
    ]


class _Moved:
    """The module of one occasion in the making; its functions all come from one module."""

    def __init__(self, home: ast.Module, home_name: str, name: str) -> None:
        self._home = home
        self._home_name = home_name
        self._name = name
        self._functions: list[ast.FunctionDef] = []
        self._plain: list[str] = []  # names of those that are no methods
        nodes = list(ast.walk(home))
        self._globals = own_names(home) | {
            (alias.asname or alias.name).split(".")[0]
            for node in home.body
            if isinstance(node, ast.ImportFrom | ast.Import)
            for alias in node.names
        }
        self._changed = {name for node in nodes if isinstance(node, ast.Global) for name in node.names}
        words = {node.arg for node in nodes if isinstance(node, ast.arg)}
        words |= {node.attr for node in nodes if isinstance(node, ast.Attribute)}
        read = {node.id for node in nodes if isinstance(node, ast.Name)}
        # Methods get names that the program has anyway, and that mean nothing else where they are used.
        self._words = sorted(words - read - self._globals - set(dir(builtins)) - {"self"})

    def take(self, function: ast.FunctionDef, owner: ast.ClassDef | None) -> None:
        """Move a function; in its place stays one that asks for it."""
        given = function.args
        if given.vararg or given.kwarg or given.kwonlyargs or given.posonlyargs:
            raise LinkError(f"{function.name} takes what cannot be handed on")
        names = [one.arg for one in given.args]
        name = function.name if owner is None else next(word for word in self._words if word not in names)
        if owner is not None:
            self._words.remove(name)
        else:
            self._plain.append(name)
        # What a method is not given is known where it was; others may be called from among those that are moved.
        defaults = [] if owner else given.defaults
        takes = ast.arguments([], [ast.arg(one) for one in names], None, [], [], None, defaults)
        self._functions.append(ast.FunctionDef(name=name, args=takes, body=function.body, decorator_list=[]))
        function.decorator_list = function.decorator_list[1:]
        function.body = [
            ast.ImportFrom(self._name, [ast.alias(name)], 0),
            ast.Return(ast.Call(ast.Name(name), [ast.Name(one) for one in names], [])),
        ]

    def tree(self) -> ast.Module:
        """Return the module."""
        needed: set[str] = set()
        for function in self._functions:
            own = set(local_names(function.args, function.body))
            used = {node.id for node in ast.walk(function) if isinstance(node, ast.Name)} - own
            if used & self._changed or "super" in used:
                raise LinkError(f"{function.name} uses what cannot be used from elsewhere")
            needed |= used & self._globals
        names: Sequence[str] = sorted(needed - set(self._plain))
        imports = [ast.ImportFrom(self._home_name, [ast.alias(name) for name in names], 0)] if names else []
        return ast.Module([*imports, *self._functions], [])

    def drop_unused(self, kept: set[str]) -> None:
        """Leave out, where they were, functions that nobody calls there any more."""
        for name in self._plain:
            inside = [node for node in self._home.body if isinstance(node, ast.FunctionDef) and node.name == name]
            outside = [node for node in self._home.body if node not in inside]
            read = {node.id for one in outside for node in ast.walk(one) if isinstance(node, ast.Name)}
            if name not in read | kept:
                self._home.body = outside
