"""Where a demonstration leaves its files: all of them at the end, or none, and nothing else is touched."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from recoil.common.errors import OutputError, one_line

MARK = "README.txt"
FIRST_LINE = "Left by recoil demo."
ABOUT = f"""{FIRST_LINE}

report.html         the run as a page, for any browser: recoil report makes it
sessions/           the session as the clip wrote it, downloaded; recoil.open_session reads its folder
session.steps.csv   its steps; times in s since the session's first sample
session.events.csv  what happened (docs/session-format.md tells the values); times since the same sample
coach.json          what the clip remembers of the runner; for recoil report --coach
felt.csv            the motor's pulses; times in s since the clip was switched on, some seconds earlier
"""
RESULTS = ("report.html", "sessions", "session.steps.csv", "session.events.csv", "coach.json", "felt.csv", MARK)


class DemoFolder:
    """A context with the folders `scratch` and `results`; `keep` moves the results to their place."""

    def __init__(self, out: Path) -> None:
        self._out = out
        with self._named():
            if out.exists() and not (out.is_dir() and (not any(out.iterdir()) or self._is_ours())):
                raise OutputError(f"{one_line(out)} is there already and not from a demo: choose another --out")

    def __enter__(self) -> Self:
        """Make a place beside the one that is meant."""
        with self._named():
            self._out.parent.mkdir(parents=True, exist_ok=True)
            self._work = Path(tempfile.mkdtemp(prefix=".recoil-demo-", dir=self._out.parent))
            self.scratch, self.results = self._work / "scratch", self._work / "results"
            self.scratch.mkdir()
            self.results.mkdir()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Take away what was not kept."""
        shutil.rmtree(self._work, ignore_errors=True)

    def keep(self) -> None:
        """Move the results to their place; of what is there, only an earlier demo's results are replaced."""
        with self._named():
            (self.results / MARK).write_text(ABOUT, encoding="utf-8")
            self._out.mkdir(exist_ok=True)
            for name in RESULTS:
                target = self._out / name
                if target.is_dir():
                    shutil.rmtree(target)
                (self.results / name).replace(target)

    @contextmanager
    def _named(self) -> Iterator[None]:
        """Turn what a file system refuses into an error that names the folder."""
        try:
            yield
        except OSError as error:
            reason = one_line(error.strerror or error).lower()
            raise OutputError(f"cannot write into {one_line(self._out)}: {reason}") from None

    def _is_ours(self) -> bool:
        mark = self._out / MARK
        return mark.is_file() and mark.read_text(encoding="utf-8", errors="replace").startswith(FIRST_LINE)
