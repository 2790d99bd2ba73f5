"""Commands are imported when they are asked for, and what is listed of them without an import is what they say."""

import subprocess
import sys
from typing import Any

import pytest
import typer
from typer.main import get_command

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
