"""Commands are imported when they are asked for, and what is listed of them without an import is what they say."""

import ast
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.main import get_command
from typer.testing import CliRunner

from recoil.bench.made_library import Made, segment_of
from recoil.cli.app import COMMANDS, app
from recoil.cli.commands.library import COMMANDS as LIBRARY
from recoil.cli.lazy import LazyCommand


@pytest.mark.parametrize(("name", "entry"), [*COMMANDS.items(), *LIBRARY.items()])
def test_the_line_of_a_command_is_the_first_of_its_help(name: str, entry: LazyCommand):
    assert entry.help == (entry.load(name).help or "").strip().split("\n")[0]


def test_every_command_is_found_by_its_name():
    group: Any = get_command(app)
    context = typer.Context(group)
    for name in group.list_commands(context):
        found, command, rest = group.resolve_command(context, [name, "one", "two"])
        assert (found, command.name, rest) == (name, name, ["one", "two"])
        assert command.callback is not None or command.commands


def test_help_imports_no_command():
    code = "import sys; from recoil.cli.app import app; app(['--help'], standalone_mode=False); "
    code += "sys.exit(any(name.startswith('recoil.cli.commands.') for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], stdout=subprocess.DEVNULL, check=False).returncode == 0


def test_a_command_that_is_asked_for_imports_no_other():
    code = "import sys; from recoil.cli.app import app; app(['show', '--help'], standalone_mode=False); "
    code += "print(sorted(name for name in sys.modules if name.startswith('recoil.cli.commands.')))"
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert printed.splitlines()[-1] == "['recoil.cli.commands.options', 'recoil.cli.commands.show']"


def test_ctrl_c_finds_nothing_half_imported() -> None:
    """What is imported before the command can say how it ends: as good as nothing."""
    code = "import sys; there = set(sys.modules); import recoil.cli.entry; print(sorted(set(sys.modules) - there))"
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert printed == "['recoil', 'recoil.cli', 'recoil.cli.entry']\n"


def test_showing_a_session_waits_for_nothing_it_does_not_need(tmp_path: Path) -> None:
    """Half of the time went into what typer's checks, colours and masked arrays import."""
    made = Made()
    (tmp_path / made.name).mkdir()
    (tmp_path / made.name / "00000.seg").write_bytes(segment_of(made))
    code = "import sys; from recoil.cli.app import app; app(sys.argv[1:], standalone_mode=False); "
    code += (
        "print(sorted({name.split('.')[0] for name in sys.modules} | {name for name in sys.modules if '.' in name}))"
    )
    asked = [sys.executable, "-c", code, "show", str(tmp_path / made.name)]
    printed = subprocess.run(asked, capture_output=True, text=True, check=True).stdout
    assert "steps        330" in printed
    imported = set(ast.literal_eval(printed.splitlines()[-1]))
    slow = {"pydantic", "rich.console", "numpy.ma", "numba", "scipy", "pandas", "pyarrow", "typer.rich_utils"}
    assert not imported & slow


def test_help_of_a_group_waits_for_no_reader_of_markdown() -> None:
    code = "import sys; from recoil.cli.app import app; app(['--help'], standalone_mode=False); "
    code += "print(sorted({'pydantic', 'rich.markdown', 'typer.rich_utils', 'numpy'} & set(sys.modules)))"
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "│ replay     Replay raw recordings" in printed
    assert printed.splitlines()[-1] == "[]"


def test_only_a_number_or_a_choice_that_is_said_waits_for_typers_checks() -> None:
    code = "import sys; from recoil.cli.app import app; found = []\n"
    code += "for said in [], ['--jobs', '2']:\n"
    code += "    code = app(['replay', 'none.csv', 'nor.csv', '--json', *said], standalone_mode=False)\n"
    code += "    found.append((code, 'pydantic' in sys.modules))\n"
    code += "print(found)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[(1, False), (1, True)]", done.stderr
    assert done.stdout.count('"file": "nor.csv"') == 2


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        (["--jobs", "two"], "valid integer"),
        (["--jobs", "0"], "greater than or equal to"),
        (["--rate", "much"], "valid number"),
        (["--out-format", "pdf"], "not one of"),
        (["--out-format", "parquet"], "none.csv: no such file"),
        (["--rate", "208.5", "--jobs", "1"], "none.csv: no such file"),
    ],
)
def test_what_is_said_is_looked_at(said: list[str], answer: str) -> None:
    assert answer in CliRunner().invoke(app, ["replay", "none.csv", *said]).output
