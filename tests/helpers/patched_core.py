"""Copies of the gait core with a fault planted in it, to prove that the tests would see one."""

import ast
import shutil
from pathlib import Path

from recoil.runtimes.package import core_folder, core_modules, shared_files


def plant(folder: Path, statement: str, method: str = "feed", alone: bool = False) -> Path:
    """Copy the core into `folder` with a statement put at the start of one method of `Gait`; return the copy.

    In `feed`, `ay` is the upward acceleration of the first sample. `alone`: the method does nothing else, so that
    hardly anything is left to compile.
    """
    if method == "feed":
        statement = f"ay = samples[6 * first + 1]\n{statement}"
    copy = folder / "recoil_clip" / "gait"
    copy.mkdir(parents=True)
    for name, path in shared_files(core_folder()).items():
        (copy.parent / name).parent.mkdir(exist_ok=True)
        shutil.copy(path, copy.parent / name)
    planted = 0
    for module in core_modules(core_folder()):
        shutil.copy(module, copy)
        source = module.read_text(encoding="utf-8")
        if "class Gait:" not in source:
            continue
        tree = ast.parse(source)
        for node in tree.body:
            if isinstance(node, ast.ClassDef) and node.name == "Gait":
                for function in node.body:
                    if isinstance(function, ast.FunctionDef) and function.name == method:
                        at = 1 if ast.get_docstring(function) else 0
                        function.body[at : None if alone else at] = ast.parse(statement).body
                        planted += 1
        (copy / module.name).write_text(ast.unparse(tree), encoding="utf-8")
    assert planted == 1, f"Gait.{method} was found {planted} times"
    return copy
