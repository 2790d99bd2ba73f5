"""The help of a group of commands: its purpose, its options, its commands under headings, as typer draws them."""

from collections.abc import Sequence
from typing import Any

from recoil.common.terminal import clean_console

OPTIONS, COMMANDS = "Options", "Commands"


def print_help(group: Any, context: Any) -> None:
    """Print it to standard output.

    Args:
        group: A click group; a command's heading is its `rich_help_panel`.
        context: What the group was called by.
    """
    from rich.padding import Padding
    from rich.text import Text

    console = clean_console(highlight=False)
    console.print(Padding(Text(group.get_usage(context), "bold"), 1))
    first, _, more = (group.help or "").partition("\n\n")
    paragraphs = [(first, ""), *((paragraph, "dim") for paragraph in more.split("\n\n") if paragraph)]
    for paragraph, style in paragraphs:
        console.print(Padding(Text(" ".join(paragraph.split()), style), (0, 1, 1, 1)))
    records = [param.get_help_record(context) for param in group.get_params(context)]
    _print_panel(console, OPTIONS, [record for record in records if record])
    panels: dict[str, list[tuple[str, str]]] = {}
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if command and not command.hidden:
            panels.setdefault(command.rich_help_panel or COMMANDS, []).append((name, command.help or ""))
    widest = max((len(name) for rows in panels.values() for name, _ in rows), default=0)
    for title, rows in sorted(panels.items(), key=lambda panel: panel[0] != COMMANDS):
        _print_panel(console, title, rows, widest)


def _print_panel(console: Any, title: str, rows: Sequence[tuple[str, str]], width: int | None = None) -> None:
    """Print rows of a name and what it does in a box."""
    from rich.panel import Panel
    from rich.table import Table
    from rich.text import Text

    if not rows:
        return
    table = Table(show_header=False, expand=True, box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(style="bold cyan", no_wrap=True, width=width)
    table.add_column(ratio=10)
    for name, text in rows:
        table.add_row(Text(name), Text(text))
    console.print(Panel(table, title=title, title_align="left", border_style="dim"))
