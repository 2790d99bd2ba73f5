"""The one place that prints: nothing that came from outside steers a terminal, or another program's reader."""

import json
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, TextIO

from recoil.common.errors import one_line

if TYPE_CHECKING:
    from rich.console import Console


def is_terminal(stream: TextIO | None) -> bool:
    """Tell whether someone sees what is written to a stream; a stream that the shell has closed is None."""
    return stream is not None and stream.isatty()


def printable(text: str) -> str:
    """Return text with a question mark for what could steer a terminal; line ends and tabs stay.

    That is escape sequences, controls of both kinds, and marks that turn the direction of writing or are not seen.
    """
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() or c in "\n\t" else "?" for c in text)


def json_text(content: Any, indent: int | None = 2) -> str:
    """Return a JSON document in which what could steer a terminal is written as JSON's own escapes."""
    text = json.dumps(content, indent=indent, allow_nan=False, ensure_ascii=False)
    return text if text.isprintable() else "".join(c if c.isprintable() or c == "\n" else _escaped(c) for c in text)


def put(line: str = "", err: bool = False, flush: bool = False, bold: bool = False) -> None:
    """Print a line, to standard error with `err`; bold where a terminal shows it."""
    begin, end = ("\033[1m", "\033[0m") if bold and _shows_colour() else ("", "")
    print(f"{begin}{printable(line)}{end}", file=sys.stderr if err else sys.stdout, flush=flush)


def put_json(content: Any, indent: int | None = 2, flush: bool = False) -> None:
    """Print a JSON document."""
    print(json_text(content, indent), flush=flush)


def put_error(error: object, advice: Iterable[str] = ()) -> None:
    """Print what went wrong, and what to do about it, to standard error."""
    put(f"error: {one_line(error)}", err=True)
    for line in advice:
        put(f"  {one_line(line)}", err=True)


def put_warning(warning: object, advice: object) -> None:
    """Print what is not as it ought to be but stops nothing, and what to do about it, to standard error."""
    put(f"warning: {one_line(warning)}", err=True)
    put(f"  {one_line(advice)}", err=True)


def clean_console(**options: Any) -> "Console":
    """Return rich's console for tables and colours, through which no foreign control passes either."""
    from rich.console import Console
    from rich.segment import Segment

    class Clean(Console):
        def render(self, renderable: Any, options: Any = None) -> Iterable[Segment]:
            for segment in super().render(renderable, options):
                yield segment if segment.control else Segment(printable(segment.text), segment.style)

    return Clean(**options)


def _shows_colour() -> bool:
    if not is_terminal(sys.stdout):
        return False
    out = clean_console(file=sys.stdout)
    return out.is_terminal and not out.no_color


def _escaped(character: str) -> str:
    code = ord(character)
    if code < 1 << 16:
        return f"\\u{code:04x}"
    high, low = divmod(code - (1 << 16), 1 << 10)
    return f"\\u{0xD800 + high:04x}\\u{0xDC00 + low:04x}"
