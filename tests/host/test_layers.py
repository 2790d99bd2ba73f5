"""The host's layers point down: import-linter says so, with the contract in `pyproject.toml`."""

from pathlib import Path

import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

import architecture

ROOT = Path(__file__).resolve().parents[2]


def test_no_module_imports_from_a_layer_above(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(ROOT)
    assert lint_imports(config_filename="pyproject.toml", no_cache=True) == EXIT_STATUS_SUCCESS


def test_nothing_is_let_off():
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert "[tool.importlinter]" in text and "ignore_imports" not in text


def test_the_page_about_them_is_true():
    assert architecture.PAGE.read_text(encoding="utf-8") == architecture.page()
    assert architecture.PICTURE.read_text(encoding="utf-8") == architecture.picture()


def test_every_test_has_its_place():
    flat = [path.name for path in (ROOT / "tests").glob("test_*.py")]
    assert not flat, "tests mirror the source: put them into firmware/, host/, e2e/ or hardware/"
