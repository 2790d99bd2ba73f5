"""The host's layers point down: import-linter says so, with the contract in `pyproject.toml`."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

import architecture

ROOT = Path(__file__).resolve().parents[2]
HOST = ROOT / "host_tools" / "recoil"
CLIPS_OWN_CODE = {
    "common": {"app.version"},  # the project's one version
    # One algorithm has one source: where the host does what the clip does, it runs the clip's own modules.
    "runtimes": {"gait.contact", "gait.gait"},
    "recording": {"gait.gait", "gait.contact"},
    "session": {
        "cueing.history", "cueing.run_walk", "cueing.schedule", "gait.gait", "settings.schema", "settings.settings",
        "log.raw", "log.store",
    },
    "report": {
        "cueing.band", "cueing.baseline", "cueing.coach", "cueing.history", "cueing.score", "settings.errors",
        "settings.settings",
    },
    "screening": {"exercise.catalogue", "exercise.plan"},
    "firmware": {"app.in_place_kernels"},  # the checksum of what it makes
    "device": {
        "app.language", "app.runners", "app.version", "cueing.band", "cueing.baseline", "cueing.history",
        "cueing.patterns", "cueing.run_walk", "cueing.score",
        "gait.gait", "log.downloaded", "settings.errors", "settings.field", "settings.files", "settings.loading",
        "settings.schema", "settings.settings",
    },
    # What a script's runner feels and shows, and has run before.
    "simulation": {
        "app.cueing", "cueing.baseline", "cueing.form", "exercise.signals", "gait.gait", "gait.tick_kernels",
    },
    "bench": {
        "cueing.coach", "cueing.form", "cueing.history", "cueing.mask", "cueing.patterns", "gait.contact",
        "gait.contact_kernels", "gait.gait", "gait.side_kernels", "settings.schema", "settings.settings",
    },
    # Sessions that are measured again.
    "library": {"cueing.steadiness", "gait.gait", "log.header", "log.store", "log.writer", "stride.form"},
    "cohort": {"gait.gait"},  # the revision that a table is of
    "web": {"cueing.run_walk", "settings.schema", "settings.settings"},
    "cli": {"gait.gait", "settings.field", "settings.files", "settings.schema"},
}  # fmt: skip
"""Of each layer, the modules of the firmware that it runs. Facts come from `recoil_clip.spec`, in every layer."""


def test_no_module_imports_from_a_layer_above(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(ROOT)
    assert lint_imports(config_filename="pyproject.toml", no_cache=True) == EXIT_STATUS_SUCCESS


def imported(path: Path) -> Iterator[str]:
    """The modules of the firmware that a module of the host imports; what it sends to a clip as text is not meant."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("recoil_clip."):
            module = str(node.module).removeprefix("recoil_clip.")
            names = [f"{module}.{alias.name}" for alias in node.names]
            folder = ROOT / "firmware" / "recoil_clip"
            yield from (name if (folder / f"{name.replace('.', '/')}.py").is_file() else module for name in names)


def test_facts_of_the_firmware_come_from_its_spec():
    """And what else of it is used is what the table says, no less and no more."""
    found: dict[str, set[str]] = {}
    for path in HOST.rglob("*.py"):
        taken = {name for name in imported(path) if not name.startswith("spec.")}
        if taken:
            found.setdefault(path.relative_to(HOST).parts[0], set()).update(taken)
    assert found == CLIPS_OWN_CODE


def test_nothing_is_let_off():
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert "[tool.importlinter]" in text and "ignore_imports" not in text


def test_the_page_about_them_is_true():
    assert architecture.PAGE.read_text(encoding="utf-8") == architecture.page()
    assert architecture.PICTURE.read_text(encoding="utf-8") == architecture.picture()


def test_every_test_has_its_place():
    flat = [path.name for path in (ROOT / "tests").glob("test_*.py")]
    assert not flat, "tests mirror the source: put them into firmware/, host/, e2e/ or hardware/"
