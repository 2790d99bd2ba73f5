"""The report while it comes into being: each finding as soon as it is there, coloured on a terminal."""

from types import TracebackType
from typing import Self

from rich.text import Text

from recoil.common.terminal import clean_console
from recoil.device.doctor import report
from recoil.device.doctor.finding import Finding, Outcome

STYLES = {Outcome.OK: "green", Outcome.WARN: "yellow", Outcome.FAIL: "bold red", Outcome.SKIPPED: "dim"}


class Screen:
    """A context; nothing is shown unless `is_shown`."""

    def __init__(self, is_shown: bool, when: str) -> None:
        self._is_shown = is_shown
        self._when = when
        self._left_out: list[Finding] = []
        self._console = clean_console(highlight=False, markup=False, soft_wrap=True)
        self._status = self._console.status("looking")

    def __enter__(self) -> Self:
        """Begin."""
        if self._is_shown:
            self._console.print(f"{report.title(self._when)}\n")
            self._wait(True)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        """Show what was held back."""
        self._wait(False)
        if error is None:
            self._flush()

    def show(self, finding: Finding) -> None:
        """Show a finding; what was left out for the same reason is shown together."""
        if self._left_out and not report.belong_together(self._left_out[-1], finding):
            self._flush()
        if finding.outcome == Outcome.SKIPPED:
            self._left_out.append(finding)
        else:
            self._print(finding)

    def read(self, question: str) -> str:
        """Ask a question."""
        self._wait(False)
        try:
            return self._console.input(question, markup=False)
        finally:
            self._wait(True)

    def _wait(self, begins: bool) -> None:
        if self._is_shown and self._console.is_terminal:
            if begins:
                self._status.start()
            else:
                self._status.stop()

    def _flush(self) -> None:
        if self._left_out:
            self._print(report.together(self._left_out))
            self._left_out = []

    def _print(self, finding: Finding) -> None:
        if self._is_shown:
            text = Text("\n".join(report.lines_of(finding)))
            text.stylize(STYLES[finding.outcome], 0, len(report.LABELS[finding.outcome]))
            self._console.print(text)
