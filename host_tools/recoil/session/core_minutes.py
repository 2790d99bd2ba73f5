"""Core work that a run earns: a minute for each mile, and how it is known how far the run was."""

from dataclasses import dataclass
from typing import Any

from .means import means_of
from .session import Session

KM_PER_MILE = 1.609344
SLOWEST_S, FASTEST_S = 900, 150  # per km: what the setting takes


@dataclass(frozen=True)
class CoreMinutes:
    """What a run earned; `source` is watch or pace, None: the distance is not known, and so are the minutes."""

    minutes: float | None
    distance_km: float | None
    source: str | None

    def words(self) -> str:
        """Say it, and how it is known."""
        if self.minutes is None:
            return "not known: set wearer_pace_s_per_km, or give the watch's file (recoil core show SESSION --with)"
        how = "by the watch" if self.source == "watch" else "from the time and the pace that was set"
        return f"{self.minutes:.1f} min of core work earned, a minute a mile: {self.distance_km:.1f} km {how}"

    def document(self) -> dict[str, Any]:
        """Return it for JSON."""
        return {"minutes": self.minutes, "distance_km": self.distance_km, "distance_from": self.source}


def core_minutes_of(session: Session, watch_km: float | None = None) -> CoreMinutes:
    """Return what a run earned; the watch's distance counts where there is one."""
    if watch_km is not None:
        return _earned(watch_km, "watch")
    pace = (session.settings or {}).get("wearer_pace_s_per_km")
    if not isinstance(pace, int) or isinstance(pace, bool) or not FASTEST_S <= pace <= SLOWEST_S:
        return CoreMinutes(None, None, None)
    return _earned(means_of(session).running_s / pace, "pace")


def _earned(km: float, source: str) -> CoreMinutes:
    return CoreMinutes(round(km / KM_PER_MILE, 1), round(km, 2), source)
