"""There is one place that prints, and nothing from outside steers a terminal there."""

import ast
import io
import json
import sys
from pathlib import Path

import pytest

import recoil
from hostile_clip import ESCAPES
from recoil.common.terminal import clean_console, json_text, printable, put, put_error, put_json

ROOT = Path(recoil.__file__).parent
# Programs for the clip, for another interpreter, scripts of the laboratory, and the one place itself.
ELSEWHERE = ("simulation/clip/", "runtimes/", "report/picture.py", "session/ratio.py", "common/terminal.py")


def test_nothing_prints_but_one_place() -> None:
    found = []
    for path in sorted(ROOT.rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        if name.startswith(ELSEWHERE):
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
            if called in ("print", "typer.echo", "typer.secho", "click.echo", "Console", "rich.print"):
                found.append(f"{name}:{getattr(node, 'lineno', 0)} {called}")
            if called == "sys.stdout.write" and "summary_text" not in ast.unparse(node):
                found.append(f"{name}:{getattr(node, 'lineno', 0)} {called}")
    assert found == []


def is_clean(text: str) -> bool:
    return all(c == "\n" or c.isprintable() for c in text)


def test_what_is_put(capsys: pytest.CaptureFixture[str]) -> None:
    put(f"name: {ESCAPES}")
    put(ESCAPES, err=True)
    put_error(ESCAPES, [ESCAPES])
    put_json({ESCAPES: [ESCAPES]})
    console = clean_console(highlight=False)
    console.print(ESCAPES, markup=False)
    said = capsys.readouterr()
    assert is_clean(said.out) and is_clean(said.err)
    assert said.err.count("\nerror: ") <= 2  # the line end of ESCAPES itself is one of them


def test_tables_and_bars_are_clean_on_a_terminal_too() -> None:
    from rich.table import Table
    from rich.text import Text

    stream = io.StringIO()
    table = Table(ESCAPES.replace("\r\n", ""))
    table.add_row(Text(ESCAPES, style="bold red"))
    clean_console(file=stream, force_terminal=True, width=100).print(table)
    shown = stream.getvalue()
    assert "\x1b[2J" not in shown and "\x9b" not in shown and "\u202e" not in shown and "\x07" not in shown
    assert "\x1b[1" in shown  # the table's own colours are there


def test_json_is_the_same_document() -> None:
    for content in ({"a": ESCAPES}, [ESCAPES, 1.5, None, True], "\U0001f3c3\U000e0041\x7f\ud800"):
        assert json.loads(json_text(content)) == content
        assert is_clean(json_text(content))


def test_plain_text_is_left_alone() -> None:
    for text in ("Größe — 5 ± 1 %", "日本語", "a\tb\nc", ""):
        assert printable(text) == text
    assert sys.stdout is not None
