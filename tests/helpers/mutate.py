"""Plants small faults at random and says which of them no test sees: `python tests/helpers/mutate.py --seed 1`.

Run by hand: it takes an hour or so. A fault is one changed operator, comparison or number in a module of the gait core,
the cueing rules, the log, the download, the session reader or the library; only the tests mapped to that module run, in
a copy of the project, and they must pass there before anything is planted.
"""

import argparse
import ast
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_S = 300


def tests_in(folder: str, *names: str) -> str:
    """Return the paths of test files in one folder."""
    return " ".join(f"tests/{folder}/test_{name}.py" for name in names)


MAPPED = {
    # Sources: tests, the quick ones first. Those that compare runtimes, count allocations, cut the power or compile say
    # nothing of a changed source that these do not say sooner.
    "firmware/recoil_clip/gait": tests_in(
        "firmware/gait", "totals", "balance", "core_source", "known_runners", "gait", "quiet_clip"
    ),
    "firmware/recoil_clip/cueing": tests_in(
        "firmware/cueing",
        "cueing_measures",
        "coach_mask",
        "coach_schedule",
        "coach_rules",
        "coach_baseline",
        "coach_metronome",
    ),
    "firmware/recoil_clip/log": " ".join(
        (
            "tests/firmware/test_codes.py",
            tests_in(
                "firmware/log",
                "minute",
                "log_format",
                "log_trial",
                "log_intervals",
                "log_store",
                "log_writer",
                "raw_compression",
            ),
            tests_in("host/session", "golden_sessions", "session_reader", "session_versions"),
        )
    ),
    "host_tools/recoil/device/download.py": tests_in("host/device", "download", "download_trouble"),
    "host_tools/recoil/session": " ".join(
        (
            tests_in(
                "host/session",
                "pages",
                "pairs",
                "balance_tests",
                "pelvis_shares",
                "golden_sessions",
                "session_reader",
                "session_versions",
                "session_files",
                "session_hostile",
                "dynamics",
                "spring",
            ),
            tests_in("host/cli", "show_command"),
            tests_in("host/session", "form_session"),
            tests_in("host/device", "rescue"),
        )
    ),
    "host_tools/recoil/library": tests_in(
        "host/library",
        "trends",
        "library_about",
        "library_index",
        "library_adding",
        "library_attention",
        "library_database",
        "library_command",
        "library_hostile",
    ),
}
COMPARED = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
COUNTED = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.FloorDiv: ast.Mult, ast.LShift: ast.RShift,
    ast.RShift: ast.LShift, ast.BitAnd: ast.BitOr, ast.BitOr: ast.BitAnd, ast.Mod: ast.Mult, ast.Div: ast.Mult,
}  # fmt: skip


@dataclass(frozen=True)
class Fault:
    """One changed place: `number` counts the places of a file in the order of `places`."""

    path: Path
    number: int
    what: str


def places(tree: ast.AST) -> Iterator[tuple[ast.AST, str]]:
    """Yield every place that can be changed, with a word for the change."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare) and type(node.ops[0]) in COMPARED:
            yield node, f"{type(node.ops[0]).__name__} to {COMPARED[type(node.ops[0])].__name__}"
        elif isinstance(node, ast.BinOp | ast.AugAssign) and type(node.op) in COUNTED:
            yield node, f"{type(node.op).__name__} to {COUNTED[type(node.op)].__name__}"
        elif isinstance(node, ast.BoolOp):
            yield node, f"{type(node.op).__name__} swapped"
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            yield node, "not dropped"
        elif isinstance(node, ast.Constant) and type(node.value) is int:
            yield node, f"{node.value} to {node.value + 1}"


def changed(source: str, number: int) -> str:
    """Return the source with one of its places changed; comments and layout are lost."""
    tree = ast.parse(source)
    node = next(node for at, (node, _) in enumerate(places(tree)) if at == number)
    if isinstance(node, ast.Compare):
        node.ops[0] = COMPARED[type(node.ops[0])]()
    elif isinstance(node, ast.BinOp | ast.AugAssign):
        node.op = COUNTED[type(node.op)]()
    elif isinstance(node, ast.BoolOp):
        node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
    elif isinstance(node, ast.UnaryOp):
        node.op, node.operand = ast.Not(), ast.UnaryOp(ast.Not(), node.operand)
    elif isinstance(node, ast.Constant):
        assert isinstance(node.value, int)
        node.value += 1
    return ast.unparse(ast.fix_missing_locations(tree))


def in_files(sources: str) -> list[Path]:
    """Return the modules of a folder or a file."""
    path = ROOT / sources
    return sorted(path.rglob("*.py")) if path.is_dir() else [path]


def faults(sources: str) -> list[Fault]:
    """Return every fault that could be planted in a folder or a file."""
    files = in_files(sources)
    return [
        Fault(file, number, f"line {getattr(node, 'lineno', 0)}: {what}")
        for file in files
        for number, (node, what) in enumerate(places(ast.parse(file.read_text(encoding="utf-8"))))
    ]


def drawn_from(sources: str, seed: int, count: int) -> list[Fault]:
    """Draw faults of one part: the same ones, whether other parts are looked at or not."""
    return random.Random(f"{seed} {sources}").sample(faults(sources), count)


def survives(fault: Fault | None, sources: str, tests: str) -> bool:
    """Plant a fault in a copy of the project and tell whether the tests pass all the same.

    Without one the modules only lose their comments and layout, as every module does in which something is planted.
    """
    with tempfile.TemporaryDirectory(prefix="recoil-mutant-") as name:
        copy = Path(name)
        for folder in ("firmware", "host_tools", "tests", "docs"):
            shutil.copytree(ROOT / folder, copy / folder, ignore=shutil.ignore_patterns("__pycache__"))
        for file in ("pyproject.toml", "README.md"):
            shutil.copy(ROOT / file, copy)
        for file in () if fault else in_files(sources):
            target = copy / file.relative_to(ROOT)
            target.write_text(ast.unparse(ast.parse(file.read_text(encoding="utf-8"))), encoding="utf-8")
        if fault:
            target = copy / fault.path.relative_to(ROOT)
            target.write_text(changed(target.read_text(encoding="utf-8"), fault.number), encoding="utf-8")
        paths = os.pathsep.join(str(copy / folder) for folder in ("host_tools", "firmware"))
        command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *tests.split()]
        try:
            done = subprocess.run(
                command, cwd=copy, env={**os.environ, "PYTHONPATH": paths}, capture_output=True, timeout=PATIENCE_S
            )
        except subprocess.TimeoutExpired:
            return False
        return done.returncode == 0


def main() -> None:
    """Draw faults, as many from each part, and print which survive."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--only", default="", help="sources whose path holds this")
    options = parser.parse_args()
    parts = [(sources, tests) for sources, tests in MAPPED.items() if options.only in sources]
    for sources, tests in parts:
        if not survives(None, sources, tests):
            sys.exit(f"{sources}: its tests do not pass as it is")
    each = -(-options.count // len(MAPPED))
    drawn = [(fault, sources, tests) for sources, tests in parts for fault in drawn_from(sources, options.seed, each)]
    survivors = 0
    for number, (fault, sources, tests) in enumerate(drawn, 1):
        has_survived = survives(fault, sources, tests)
        survivors += has_survived
        where = f"{fault.path.relative_to(ROOT)} {fault.what}"
        print(f"{number:3} {'SURVIVED' if has_survived else 'killed  '} {where}", flush=True)
    killed = len(drawn) - survivors
    print(f"seed {options.seed}: {killed} of {len(drawn)} killed ({100 * killed / len(drawn):.0f} %)")


if __name__ == "__main__":
    main()
