"""The settings for people: what each is set to, what it may be, what it means."""

import sys
from collections.abc import Sequence

from rich.padding import Padding
from rich.text import Text

from recoil.common.terminal import clean_console
from recoil.device.configuration import said
from recoil_clip.settings.field import Field


def write_settings_table(rows: Sequence[tuple[Field, str]]) -> None:
    """Print each setting with its value; those that are not at their default stand out."""
    console = clean_console(file=sys.stdout, highlight=False)
    for field, value in rows:
        default = said(field.default)
        line = Text()
        line.append(field.name, style="bold")
        line.append(" = ")
        line.append(value, style="bold cyan" if value != default else "")
        line.append(f"   ({field.range()}" + (f"; default {default})" if value != default else ")"), style="dim")
        console.print(line, soft_wrap=not console.is_terminal)
        console.print(
            Padding(Text(field.meaning), (0, 0, 0, 4)) if console.is_terminal else "    " + field.meaning,
            soft_wrap=not console.is_terminal,
        )
