"""Core work: what was done of a protocol, for tables and JSON."""

from typing import Any

from recoil.session import Session

from .vocabulary import ENDINGS, EXERCISES, SIDES, word_of


def sets_of(session: Session) -> list[dict[str, Any]]:
    """Return the sets in the order in which they were done."""
    found = []
    for row in session.exercises:
        repetitions = int(row["repetitions"])
        wanted = int(row["target_repetitions"])
        found.append(
            {
                "exercise": word_of(EXERCISES, int(row["kind"])),
                "side": SIDES.get(int(row["side"]), "both"),
                "done_s": round(int(row["held_ms"]) / 1000, 1),
                "target_s": int(row["target_ms"]) / 1000,
                "repetitions": repetitions if repetitions >= 0 else None,
                "target_repetitions": wanted or None,
                "ended": word_of(ENDINGS, int(row["ending"])),
            }
        )
    return found


def done_minutes(session: Session) -> float:
    """Return the time under work, rests left out."""
    return round(sum(one["done_s"] for one in sets_of(session)) / 60, 2)


def amount(one: dict[str, Any]) -> tuple[str, str]:
    """Return what was done and what was wanted, in words."""
    if one["target_repetitions"]:
        done = f"{one['repetitions']} in {one['done_s']:.0f} s" if one["repetitions"] is not None else "not counted"
        return done, f"{one['target_repetitions']} times"
    return f"{one['done_s']:.0f} s", f"{one['target_s']:.0f} s"
