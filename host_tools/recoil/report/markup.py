"""HTML that cannot be broken by what it shows: every string is escaped unless it is `Html` already.

tag("p", "Runner: ", name, class_="lead")     # whatever the name holds, it stays text
table("Minutes", ["minute", "cadence"], [["1", "168"]])
"""

import json
import math
from collections.abc import Container, Iterable, Sequence
from html import escape
from typing import Any

VOID = {"br", "hr", "img", "input", "link", "meta"}
LONGEST_TEXT = 2000
KEPT = "\N{NO-BREAK SPACE}"
NOT_MEASURED = "not measured"


class Html(str):
    """Markup, to be put into a page as it is."""

    __slots__ = ()


def shown(text: object, limit: int = LONGEST_TEXT) -> str:
    """Return any text as one printable line: no control characters, no change of writing direction, no end of it."""
    line = "".join(c if c.isprintable() or c in KEPT else " " if c.isspace() else "?" for c in str(text))
    return line if len(line) <= limit else line[: limit - 1] + "…"


def markup(part: object) -> Html:
    """Return a part of a page: `Html` as it is, anything else as text."""
    return part if isinstance(part, Html) else Html(escape(shown(part), quote=True))


def joined(parts: Iterable[object]) -> Html:
    """Return parts one behind the other; None is left out."""
    return Html("".join(markup(part) for part in parts if part is not None))


def tag(name: str, /, *children: object, **attributes: object) -> Html:
    """Return an element; `class_` is class, `aria_label` aria-label; an attribute that is None or False is left out."""
    words = [name]
    for key, value in attributes.items():
        if value is None or value is False:
            continue
        key = key.rstrip("_").replace("_", "-")
        words.append(key if value is True else f'{key}="{markup(shown(value))}"')
    opening = f"<{' '.join(words)}>"
    return Html(opening if name in VOID else f"{opening}{joined(children)}</{name}>")


def number(value: float | None, digits: int = 0, unit: str = "", missing: str = NOT_MEASURED) -> str:
    """Return a number with its unit; words where there is none."""
    if value is None or not math.isfinite(value):
        return missing
    text = f"{value:.{digits}f}"
    if text.strip("-0.") == "":
        text = text.lstrip("-")
    text = text.replace("-", "−")
    return f"{text}\N{NO-BREAK SPACE}{unit}" if unit else text


def table(
    caption: str,
    titles: Sequence[object],
    rows: Iterable[Sequence[object]],
    *,
    note: object = None,
    wide: bool = True,
    words: Container[int] = (),
    class_: str | None = None,
    stacks: bool = False,
) -> Html:
    """Return a table; the first cell of each row is its heading, columns in `words` are text, the others numbers.

    A wide one scrolls on its own, also by keyboard; with `stacks` its rows are cards on a phone.
    """

    def kind(column: int) -> str | None:
        return "words" if column in words else None

    headings = (tag("th", title, scope="col", class_=kind(at)) for at, title in enumerate(titles))
    body = tag(
        "tbody",
        *(
            tag(
                "tr",
                tag("th", row[0], scope="row"),
                *(
                    tag("td", cell, class_=kind(at), data_label=titles[at] if stacks else None)
                    for at, cell in enumerate(row[1:], 1)
                ),
            )
            for row in rows
        ),
    )
    element = tag(
        "table",
        tag("caption", caption),
        tag("thead", tag("tr", *headings)),
        body,
        class_=" ".join(filter(None, (class_, "stacks" if stacks else ""))) or None,
    )
    if not wide or stacks:
        return joined([element, note])
    return joined([tag("div", element, class_="scroll", tabindex="0", role="region", aria_label=caption), note])


def more(summary: object, *children: object, class_: str | None = None, is_open: bool = False) -> Html:
    """Return what is folded away until it is asked for; print shows it."""
    return tag("details", tag("summary", summary), *children, class_=class_, open=is_open)


def script_json(value: Any) -> Html:
    """Return JSON that may stand within a script element: nothing in it can end the element."""
    text = json.dumps(value, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    return Html(text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e"))
