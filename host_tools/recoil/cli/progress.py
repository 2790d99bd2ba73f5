"""Progress bars on a terminal's stderr; silent anywhere else, where what draws them is not imported either."""

import sys
from types import TracebackType
from typing import Any, Self

from recoil.common.errors import one_line
from recoil.common.terminal import clean_console, is_terminal


class _Bars:
    """A context that shows bars and takes them away; without a terminal there are none."""

    def __init__(self, shown: bool, amount: str) -> None:
        self._bars = None
        if shown and is_terminal(sys.stderr):
            from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

            self._bars = Progress(
                TextColumn("{task.description}", markup=False),
                BarColumn(),
                TextColumn(amount),
                TimeRemainingColumn(),
                console=clean_console(stderr=True),
                transient=True,
            )

    def __enter__(self) -> Self:
        """Show the bars."""
        if self._bars:
            self._bars.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Take the bars away."""
        if self._bars:
            self._bars.stop()


class FileProgress(_Bars):
    """A bar over all files and one for the file at hand."""

    def __init__(self, files: int, shown: bool) -> None:
        super().__init__(shown, "{task.percentage:>3.0f} %")
        if self._bars:
            self._all = self._bars.add_task(f"{files} recordings", total=files, visible=files > 1)
            self._one = self._bars.add_task("")
            self._before = 0

    def begin(self, number: int, name: str) -> None:
        """Turn to the next file."""
        if self._bars:
            self._before = number
            self._bars.update(self._all, completed=number)
            self._bars.reset(self._one, description=one_line(name, 40), total=None)

    def advance(self, done: int, total: int) -> None:
        """Say how much of the file at hand is done."""
        if self._bars:
            self._bars.update(self._one, completed=done, total=total)
            self._bars.update(self._all, completed=self._before + done / total)


class StageProgress(_Bars):
    """A bar for each stage of one long job; `advance` takes the stage's name, how much is done, and of how much."""

    def __init__(self, shown: bool = True) -> None:
        super().__init__(shown, "{task.completed:.0f} of {task.total:.0f}")
        self._stages: dict[str, Any] = {}

    def advance(self, stage: str, done: int, total: int) -> None:
        """Say how much of a stage is done."""
        if self._bars:
            if stage not in self._stages:
                self._stages[stage] = self._bars.add_task(stage, total=total)
            self._bars.update(self._stages[stage], completed=done, total=total)


class ByteProgress(_Bars):
    """A bar of bytes for each named thing that is copied, with the speed."""

    def __init__(self, shown: bool) -> None:
        super().__init__(shown, "")
        if self._bars:
            from rich.progress import DownloadColumn, TransferSpeedColumn

            self._bars.columns = (*self._bars.columns[:2], DownloadColumn(), TransferSpeedColumn())
        self._tasks: dict[str, Any] = {}

    def begin(self, name: str, total: int) -> None:
        """Turn to the next thing."""
        if self._bars:
            self._tasks[name] = self._bars.add_task(one_line(name, 40), total=total)

    def advance(self, name: str, more: int) -> None:
        """Say how many bytes more are done."""
        if self._bars:
            self._bars.advance(self._tasks[name], more)

    def end(self, name: str) -> None:
        """Take the bar of a thing away."""
        if self._bars:
            self._bars.remove_task(self._tasks.pop(name))
