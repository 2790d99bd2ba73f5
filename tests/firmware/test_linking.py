"""The firmware in few modules and under other names: the same program."""

import ast
import contextlib
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from recoil import device
from recoil.firmware.constants import inlined
from recoil.firmware.files import Files, module_files, starter_files
from recoil.firmware.linking import LinkError, linked
from recoil.firmware.renaming import renamed
from recoil.firmware.words import WORDS

PACKAGES: Files = {f"/recoil_clip/{name}__init__.py": b'"""A package."""\n' for name in ("", "app/", "log/")}
MAIN = {"/main.py": b"from recoil_clip.app.launch import main\nprint(main(3))\n"}
PARTS = PACKAGES | {
    "/recoil_clip/app/launch.py": b"""
from ..log import events
from ..log.page import LIMIT as most, Page
from .kernels import twice
from . import state as named
LIMIT = 5


def main(page):
    from .later import more

    found = [page for page in range(2)]
    return [twice(page), Page(LIMIT).grow(page), events.name(), most, more(Page), named.count(), named.count(), found]
""",
    "/recoil_clip/app/kernels.py": b"_LEAST = const(2)\n\n\ndef twice(n: int) -> int:\n    return n * _LEAST\n",
    "/recoil_clip/app/state.py": b"""
_count = 0


def count():
    global _count
    _count += 1
    return _count
""",
    "/recoil_clip/app/later.py": b"""
from array import array
from ..log.page import Page, _hidden
from .part import part


def more(page_type):
    return [page_type is Page, _hidden(1), part(), list(array("i", (1, 2)))]
""",
    "/recoil_clip/app/part.py": b"LIMIT = 8\n\n\ndef part():\n    return LIMIT\n",
    "/recoil_clip/app/unused.py": b"NOBODY = 1\n",
    "/recoil_clip/log/events.py": b"NAME = 'events'\n\n\ndef name():\n    return NAME\n",
    "/recoil_clip/log/page.py": b'''
"""Pages."""
LIMIT = 7
_STEP = const(-4)


def _hidden(limit):
    return limit + LIMIT


class Page:
    """A page."""

    LIMIT = 9

    def __init__(self, size):
        self.size = size

    def grow(self, by):
        """Grow."""
        self.size += by + _STEP
        return (self.size, self.LIMIT, LIMIT, (lambda LIMIT: LIMIT)(1), _hidden(2))
''',
}
RESULT = "[6, (4, 9, 7, 1, 9), 'events', 7, [True, 8, 8, [1, 2]], 1, 2, [0, 1]]"


def said(files: Files, folder: Path) -> str:
    for path, data in files.items():
        target = folder / path.strip("/")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(b"const = int\n" + data if b"const(" in data else data)
    command = [sys.executable, "-S", "main.py"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env={})
    return done.stdout.strip() or done.stderr


def test_a_linked_program_does_the_same(tmp_path: Path) -> None:
    assert said(PARTS | MAIN, tmp_path / "plain") == RESULT
    few = linked(PARTS, MAIN)
    modules = {path for path in few if not path.endswith("__init__.py")}
    assert modules == {"/recoil_clip/app/launch.py", "/recoil_clip/app/later.py", "/recoil_clip/kernels.py"}
    assert said(few | MAIN, tmp_path / "linked") == RESULT
    other = renamed(few, MAIN)
    assert said(other | MAIN, tmp_path / "renamed") == RESULT
    nodes = list(ast.walk(ast.parse(other["/recoil_clip/app/launch.py"])))
    names = {node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    assert "main" in names and not names & {"Page", "grow", "twice", "_hidden"}


@pytest.fixture(scope="module")
def written_in() -> Files:
    """The firmware with its constants written in."""
    return inlined(module_files())


@pytest.fixture(scope="module")
def plain(written_in: Files) -> Files:
    """The same in few modules."""
    return linked(written_in, starter_files())


@pytest.fixture(scope="module")
def short(plain: Files) -> Files:
    """The same under other names."""
    return renamed(plain, starter_files())


def test_what_cannot_be_linked_is_said() -> None:
    def broken(path: str, data: bytes) -> Files:
        return PARTS | {path: data}

    with pytest.raises(LinkError, match="in a circle"):
        linked(broken("/recoil_clip/log/page.py", b"from ..app.launch import LIMIT\nPage = _hidden = 1\n"), MAIN)
    with pytest.raises(LinkError, match="has no Page"):
        linked(broken("/recoil_clip/log/page.py", b"LIMIT = 7\n_hidden = 1\n"), MAIN)
    with pytest.raises(LinkError, match="changes NAME of another module"):
        linked(broken("/recoil_clip/app/state.py", b"from ..log import events\nevents.NAME = 1\ncount = 1\n"), MAIN)
    with pytest.raises(LinkError, match="uses the module events as a value"):
        linked(broken("/recoil_clip/app/state.py", b"from ..log import events\ncount = events\n"), MAIN)


def test_the_firmware_is_linked_and_keeps_what_others_call(short: Files) -> None:
    few = short
    assert few["/recoil_clip/app/version.py"].startswith(b"VERSION = ")
    for path, name in (("app/launch", "main"), ("settings/settings", "at_start"), ("app/boards/choice", "this_board")):
        tree = ast.parse(few[f"/recoil_clip/{path}.py"])
        assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}, path
    assert "/recoil_clip/overlay.py" not in few and len(few) <= 43


def test_no_name_that_micropython_provides_is_another_one_s(plain: Files, short: Files) -> None:
    """Whatever is asked of something outside of the firmware keeps its name: it is never given to our own."""
    for path, data in plain.items():
        nodes = list(ast.walk(ast.parse(data)))
        outside = {
            (one.asname or one.name).split(".")[0]
            for node in nodes
            if isinstance(node, ast.Import)
            or (isinstance(node, ast.ImportFrom) and not (node.module or "").startswith("recoil"))
            for one in node.names
        }
        asked = {
            node.attr
            for node in nodes
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in outside
        }
        kept = {node.attr for node in ast.walk(ast.parse(short[path])) if isinstance(node, ast.Attribute)}
        assert asked <= kept, path


def host_scripts() -> Iterator[ast.Module]:
    """What a computer runs on a clip: texts of the host's modules that use the firmware."""
    for path in Path(device.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            parts = node.values if isinstance(node, ast.JoinedStr) else [node]
            text = "".join(
                str(part.value) if isinstance(part, ast.Constant) and isinstance(part.value, str) else "None"
                for part in parts
                if isinstance(part, ast.Constant | ast.FormattedValue)
            )
            if "from recoil_clip" in text or "board." in text:
                with contextlib.suppress(SyntaxError):
                    yield ast.parse(textwrap.dedent(text))


def test_what_a_computer_uses_at_the_prompt_is_there(short: Files) -> None:
    few = short
    ours, left = ({name for data in files.values() for name in names_in(data)} for files in (module_files(), few))
    used: set[str] = set()
    for script in host_scripts():
        for node in ast.walk(script):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("recoil_clip."):
                module = few.get("/" + str(node.module).replace(".", "/") + ".py", b"")
                for one in node.names:
                    # Frozen firmware is not linked.
                    assert one.name in names_in(module) or node.module == "recoil_clip.overlay", (node.module, one.name)
                    used.add(one.name)
            elif isinstance(node, ast.Attribute):
                used.add(node.attr)
            elif isinstance(node, ast.keyword) and node.arg:
                used.add(node.arg)
    assert {"LSM6DSOX", "VERSION", "bad_words", "i2c"} <= used
    assert used & ours <= left, "these have other names on a clip"


def names_in(data: bytes) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(data)):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.Attribute):
            found.add(node.attr)
        elif isinstance(node, ast.arg):
            found.add(node.arg)
        elif isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.add(node.value)
    return found


def test_the_words_are_names_and_no_keywords() -> None:
    assert len(WORDS) == len(set(WORDS)) > 850
    for word in WORDS:
        ast.parse(f"def {word}({word}): return x.{word}")
        assert not word.startswith("__")


def test_names_that_were_different_stay_different():
    """However many there are: the words of MicroPython's run out, and short names of letters come after them."""
    functions = [f"a_function_of_this_program_{number}" for number in range(len(WORDS) + 400)]
    source = "\n".join(f"def {name}():\n    return {number}" for number, name in enumerate(functions))
    (written,) = renamed({"/a.py": source.encode()}, {}).values()
    names = [node.name for node in ast.parse(written).body if isinstance(node, ast.FunctionDef)]
    assert len(set(names)) == len(functions) and sum(len(name) <= 3 for name in names) >= 400
