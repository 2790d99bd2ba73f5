"""A group of commands whose modules are imported when a command is asked for: the rest of them costs nothing."""

import re
from dataclasses import dataclass
from enum import Enum
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any, ClassVar

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command, get_group

from recoil.cli.help_page import print_help

CHECKS = ("exists", "readable", "writable", "executable", "resolve_path", "allow_dash")
"""What may be asked of a path before a command has it."""


PYTHON_TYPE = re.compile(r"<(bool|str|int|float|path)( range)?>|<list\[.*\]>", re.IGNORECASE)


@dataclass(frozen=True)
class LazyCommand:
    """Where a command is, and the line that a list of commands has for it."""

    module: str
    """Its module in `recoil.cli.commands`."""
    attribute: str
    """A function, a `typer.Typer` that has a command of that name, or one that is a group of commands itself."""
    help: str
    """First line of the command's own help, so that listing it needs no import."""
    panel: str | None = None
    """Heading under which it is listed."""

    def load(self, name: str) -> Any:
        """Import the command and return it ready to be invoked under a name."""
        found = getattr(import_module(f"recoil.cli.commands.{self.module}"), self.attribute)
        if isinstance(found, typer.Typer):
            group = get_group(found)
            command: Any = group.commands.get(name, group)
        else:
            app = typer.Typer(add_completion=False)
            app.command(name)(found)
            command = get_command(app)
        _say_plainly(command)
        command.name = name
        command.rich_help_panel = self.panel
        return command


def _say_plainly(command: Any) -> None:
    """Keep the names of Python types out of a command's help, and brackets in brackets out of its usage."""
    for param in command.params:
        if param.param_type_name == "argument":
            param.display_type_rich = lambda ctx: None  # the metavar says it
            param._usage_display_name = partial(_usage_of, param)
        else:
            param.display_type_rich = partial(_type_of, param.display_type_rich)
    asked_for_help = command.get_help_option(typer.Context(command, **command.context_settings))
    if asked_for_help:
        asked_for_help.display_type_rich = lambda ctx: None
    for other in getattr(command, "commands", {}).values():
        _say_plainly(other)


def _type_of(display: Any, ctx: Any) -> str | None:
    """Return what an option takes; nothing where that is the name of a Python type."""
    shown = display(ctx=ctx)
    return None if PYTHON_TYPE.fullmatch(str(shown or "")) else shown


def _usage_of(param: Any) -> str:
    """Return an argument as a line of usage has it: `SESSION...`, or `[SESSION]...` where it may be left out."""
    said = param.metavar or param.name.upper()
    name = said.replace("...", "").removeprefix("[").removesuffix("]")
    return (name if param.required else f"[{name}]") + "..." * (said.endswith(("...", "...]")) or param.nargs != 1)


class _AsSaid:
    """How a word or a path comes to a command of which nothing is asked before."""

    def __init__(self, made: Any) -> None:
        self._made = made

    def coerce(self, value: Any, **_: Any) -> Any:
        return None if value is None else self._made(value)


class _AllAsSaid:
    """How words come to a command, as many as there are."""

    def coerce(self, value: Any, **_: Any) -> Any:
        return () if value is None else list(value)


class _WhenSaid:
    """How a number or a choice comes to a command: as it is where it is the default, else typer looks at it."""

    def __init__(self, param: Any, made: Any) -> None:
        self._param = param
        self._made = made

    def coerce(self, value: Any, **rest: Any) -> Any:
        if value is None or type(value) is self._made:
            return value
        self._param._runtime_param = None
        return self._param.get_runtime_param().coerce(value, **rest)


def _take_as_said(param: Any) -> None:
    """Take what needs no looking at as it was said: to tell that text is text, typer imports pydantic, for 0.1 s."""
    described = getattr(param, "type_descriptor", None)
    made = getattr(described, "annotation", None)
    info = getattr(described, "parameter_info", None)
    if getattr(param, "_runtime_param", param) is not None or info is None or info.parser:
        return
    is_flag = made is bool and param.is_flag and not param.envvar  # a variable's words are looked at
    is_path = made is Path and not any(getattr(info, name, None) for name in CHECKS)
    if is_flag or is_path or made is str:
        param._runtime_param = _AsSaid(made)
    elif made == list[str]:
        param._runtime_param = _AllAsSaid()
    elif made in (int, float) or (isinstance(made, type) and issubclass(made, Enum)):
        param._runtime_param = _WhenSaid(param, made)


class LazyGroup(TyperGroup):
    """Lists the commands in `lazy` by their lines of help, and imports the one that is chosen."""

    lazy: ClassVar[dict[str, LazyCommand]] = {}

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        for name, entry in self.lazy.items():
            self.add_command(TyperCommand(name=name, help=entry.help, rich_help_panel=entry.panel))

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Take the group's own options; by then typer has added its own."""
        for param in self.get_params(ctx):
            _take_as_said(param)
        return super().parse_args(ctx, args)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Print the help of the group; typer's own printer imports readers of Markdown and of programs, 0.1 s."""
        print_help(self, ctx)

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Return name, command and the arguments left, as the group above does; the command is the real one."""
        name, command, rest = super().resolve_command(ctx, args)
        if name in self.lazy:
            command = self.lazy[name].load(name)
            # Its own context: it may name its help otherwise than the group does.
            own = command.context_class(command, parent=ctx, **command.context_settings)
            for param in command.get_params(own):
                _take_as_said(param)
        return name, command, rest
