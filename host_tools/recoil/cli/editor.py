"""The user's own editor for a text."""

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from recoil.common.errors import RecoilError, one_line

USUAL = ("notepad",) if sys.platform == "win32" else ("sensible-editor", "nano", "vim", "vi")


def edit(text: str, ending: str) -> str | None:
    """Return the text as it was left in the editor; None if it was not changed."""
    command = os.environ.get("VISUAL") or os.environ.get("EDITOR") or next(filter(shutil.which, USUAL), "")
    if not command:
        raise RecoilError("there is no editor", "Name one in EDITOR, or use: recoil config set KEY=VALUE")
    with tempfile.TemporaryDirectory(prefix="recoil-") as folder:
        file = Path(folder) / f"settings{ending}"
        file.write_text(text, encoding="utf-8")
        try:
            done = subprocess.run([*shlex.split(command), str(file)], check=False)
            left = file.read_text(encoding="utf-8")
        except (OSError, ValueError) as error:
            raise RecoilError(f"the editor {one_line(command)} does not work: {one_line(error)}") from None
    if done.returncode:
        raise RecoilError(f"the editor {one_line(command)} ended with code {done.returncode}: nothing was changed")
    return None if left == text else left
