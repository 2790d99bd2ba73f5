"""What was known when a run was cued: the settings in its session, and the runner's own values in the clip's memory."""

import contextlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from recoil.common.errors import RecoilError, one_line
from recoil.common.runner_id import memory_name
from recoil.session import Session
from recoil.session.overview import overview_of
from recoil.session.settings import runner_of
from recoil_clip.cueing.baseline import Baseline
from recoil_clip.cueing.history import History
from recoil_clip.settings.errors import SettingsError
from recoil_clip.settings.settings import Settings

MOST_BYTES = 1 << 20


@dataclass(frozen=True, eq=False)
class OwnValues:
    """`own` is None where the runner's own values are not known, or were not when the session was recorded."""

    settings: Settings
    history: History
    own: Baseline | None
    phase: str | None
    has_settings: bool

    @property
    def target(self) -> str:
        """What cues were about; `none` if nothing was."""
        return self.settings.target if self.has_settings else "none"


def own_values_of(session: Session, memory: dict[str, Any] | None) -> OwnValues:
    """Return what was known in a session; `memory` is what the clip's `coach.json` holds."""
    settings = Settings()
    for name, value in (session.settings or {}).items():
        with contextlib.suppress(SettingsError):
            settings.set(name, value)
    phase = overview_of(session)["schedule"]
    history = History(memory)
    own = history.baseline(settings.baseline_runs, settings.target, settings.baseline_min)
    is_known = own.is_ready and phase != "baseline"
    return OwnValues(settings, history, own if is_known else None, phase, session.settings is not None)


def memory_beside(session: Path, named: Path, runner_id: str | None = None) -> Path | None:
    """Return the runner's memory in the session's folder, the clip's, or the one that was named for the session."""
    for folder in (session, session.parent, named):
        path = folder / memory_name(runner_id)
        if path.is_file():
            return path
    return None


def memory_found(session: Session, place: Path, named: Path) -> dict[str, Any] | None:
    """Read the runner's memory that lies beside a session; one that nobody named and that is broken is as good as none.

    Args:
        session: Whose runner it has to be: two who share a clip are each compared with their own.
        place: The session's folder.
        named: Another folder that was named for it.
    """
    path = memory_beside(place, named, runner_of(session.settings))
    try:
        return read_memory(path) if path else None
    except RecoilError:
        return None


def read_memory(path: Path) -> dict[str, Any]:
    """Read a clip's `coach.json`; a `RecoilError` if it is none."""
    advice = "recoil download brings it, as coach.json in the clip's folder"
    try:
        with path.open("rb") as stream:
            memory = json.loads(stream.read(MOST_BYTES))
    except OSError as error:
        raise RecoilError(f"{one_line(path)}: {(error.strerror or str(error)).lower()}", advice) from None
    except (ValueError, RecursionError):
        raise RecoilError(f"{one_line(path)} is not the clip's memory: it is no JSON", advice) from None
    if not isinstance(memory, dict) or "runs" not in memory:
        raise RecoilError(f"{one_line(path)} is not the clip's memory: it has no runs", advice)
    return memory
