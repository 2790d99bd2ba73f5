"""Reports of one or several sessions: where each goes, and what was written."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from recoil.common.errors import RecoilError, one_line
from recoil.recording.outputs import OutputDirectory
from recoil.report.screening_page import screening_page
from recoil.session import Session, open_session
from recoil_clip.spec.files import SEGMENT_ENDING
from recoil_clip.spec.log import KIND_CORE, KIND_RUN, KIND_SCREEN

from .beside import Beside
from .own_values import memory_found, read_memory
from .page import Page, file_name
from .run import Run
from .session_page import session_page
from .summary_page import summary_page

PAGE_ENDINGS = (".html", ".htm")


@dataclass(frozen=True)
class Wanted:
    """Where each session's page goes, how the session was named, and the clip's memory if that was named."""

    targets: dict[Path, Path]
    named: dict[Path, Path]
    coach: Path | None


@dataclass(frozen=True)
class Written:
    """A page that was written."""

    session: str
    file: Path
    size_bytes: int
    has_own_values: bool
    cues: int
    helped: int
    missing: tuple[str, ...]

    def document(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {
            "session": self.session,
            "file": str(self.file),
            "bytes": self.size_bytes,
            "has_own_values": self.has_own_values,
            "cues": self.cues,
            "helped": self.helped,
            "missing": list(self.missing),
        }


def targets_of(paths: Sequence[Path], out: Path) -> dict[Path, Path]:
    """Return each session's page: `out` itself if it is named as a page, else one in it, named as the session."""
    if out.suffix.lower() in PAGE_ENDINGS and not out.is_dir():
        if len(paths) > 1:
            raise RecoilError(
                f"{one_line(out)} is one page, and there are {len(paths)} sessions: each has a page of its own",
                "name a folder instead: --out reports",
            )
        OutputDirectory(out.parent)
        return {paths[0]: out}
    folder = OutputDirectory(out).path
    targets: dict[Path, Path] = {}
    taken: dict[Path, Path] = {}
    for path in paths:
        target = folder / file_name(path.absolute().name.removesuffix(SEGMENT_ENDING))
        if target in taken and taken[target] != path:
            raise RecoilError(
                f"{one_line(taken[target])} and {one_line(path)} would both become {one_line(target.name)}",
                "report on them one at a time, each with a --out of its own",
            )
        taken[target] = path
        targets[path] = target
    return targets


def page_of(
    session: Session, memory: dict[str, Any] | None, beside: Beside | None = None, is_summary: bool = False
) -> tuple[Page, Run | None]:
    """Return the page about a session, of whatever kind, and the run if it is one.

    `memory` is the clip's, if known; `beside` what the library knows; `is_summary` asks for the one page on paper.

    A `RecoilError` for core work, which has no page.
    """
    kind = session.header.kind if session.header is not None else KIND_RUN
    if kind == KIND_CORE:
        raise RecoilError(f"{one_line(session.name)} is core work, which has no page", "recoil core show SESSION")
    if kind == KIND_SCREEN:
        return screening_page([session]), None
    run = Run(session, memory, beside or Beside())
    return (summary_page(run) if is_summary else session_page(run)), run


def report_on(path: Path, wanted: Wanted, beside: Beside | None = None, is_summary: bool = False) -> Written:
    """Write the page of one session; `beside` is what the library knows, `is_summary` asks for the one sheet."""
    session = open_session(path)
    memory = read_memory(wanted.coach) if wanted.coach else memory_found(session, path, wanted.named[path])
    target = wanted.targets[path]
    page, run = page_of(session, memory, beside, is_summary)
    return Written(
        session.name,
        target,
        page.write(target),
        run is None or run.own_values.own is not None,
        len(run.responses) if run else 0,
        sum(one.helped for one in run.responses) if run else 0,
        session.missing,
    )
