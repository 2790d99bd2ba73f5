"""Writes the page of commands from the command line itself, whenever the site is built."""

import re
from collections.abc import Iterator
from typing import Any

import typer
from typer.main import get_command

from recoil.cli.app import app

MARK = "<!-- commands -->"


def on_page_markdown(markdown: str, **_: Any) -> str:
    """Put the commands in the place of the mark, on the page that has it (called by mkdocs for every page)."""
    return markdown.replace(MARK, "\n".join(reference())) if MARK in markdown else markdown


def reference() -> Iterator[str]:
    """Yield the lines of the page: each command with its usage, help, arguments and options."""
    group: Any = get_command(app)
    yield from _members(group, typer.Context(group, info_name="recoil"), 2)


def _members(group: Any, context: Any, level: int) -> Iterator[str]:
    for name in group.list_commands(context):
        _, command, _ = group.resolve_command(context, [name])
        inner = typer.Context(command, info_name=name, parent=context)
        yield f"{'#' * level} {inner.command_path}\n"
        yield f"{_help(command.help or '')}\n"
        if hasattr(command, "list_commands"):
            yield from _members(command, inner, level + 1)
            continue
        usage = " ".join([inner.command_path, *command.collect_usage_pieces(inner)])
        yield f"```\n{usage}\n```\n"
        options = [parameter for parameter in command.get_params(inner) if getattr(parameter, "help", None)]
        if options:
            yield "| | |\n|---|---|"
            for parameter in options:
                names = ", ".join(f"`{one}`" for one in (*parameter.opts, *parameter.secondary_opts))
                if parameter.param_type_name == "argument":
                    names = f"`{parameter.metavar or parameter.name.upper()}`"
                yield f"| {names.replace('|', chr(92) + '|')} | {_escaped(parameter.help or '')} |"
            yield ""


def _help(text: str) -> str:
    """Turn a command's help into markdown: what is indented there is an example."""
    paragraphs = re.split(r"\n\s*\n", text.strip())
    out = []
    for paragraph in paragraphs:
        lines = paragraph.replace("\b", "").splitlines()
        if all(line.startswith("    ") or line.startswith("recoil ") for line in lines if line.strip()):
            out.append("```\n" + "\n".join(line.strip() for line in lines if line.strip()) + "\n```")
        else:
            out.append(_escaped("\n".join(lines)))
    return "\n\n".join(out)


def _escaped(text: str) -> str:
    return text.replace("<", "&lt;").replace("|", "&#124;").replace("[", "&#91;").replace("*", "&#42;")
