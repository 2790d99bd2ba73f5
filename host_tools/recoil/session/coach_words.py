"""What a clip's coach knows of a runner, as numbers for a program and as sentences for people."""

from typing import Any

from recoil_clip.cueing.history import History
from recoil_clip.cueing.schedule import Schedule
from recoil_clip.gait.gait import GAIT_REVISION
from recoil_clip.settings.settings import Settings

from .vocabulary import PHASES

WITHOUT_CUES = ("off", "baseline", "retention", "held")


def told_of(history: History, settings: Settings) -> dict[str, Any]:
    """Return what is known for the target that is set.

    Own values are medians of the runs that agree (cadence steps/min, contact ms, bounce mm); `phase` is the next
    session's, one of `schedule.PHASES`.
    """
    target = settings.target
    own = history.baseline(settings.baseline_runs, target, settings.baseline_min)
    is_asked = target != "none"
    schedule = Schedule(settings, history.place(target), is_asked, own.is_ready, history.held > 0)
    values = None
    if own.is_ready:
        values = {
            "runs": own.runs,
            "cadence_spm": round(60e6 / own.step_us, 1),
            "contact_ms": round(own.contact_us / 1000, 1),
            "bounce_mm": round(own.bounce_um / 1000, 1),
            "unsteadiness_pct": round(own.unsteadiness_bp / 100, 2),
        }
    return {
        "target": target,
        "own": values,
        "runs_kept": len(history.runs),
        "gait_revision": history.revision or None,
        "relearnt_from_revision": history.relearnt,
        "newest_run_is_odd": own.is_odd,
        "own_are_old": own.is_old and own.is_ready,
        "sessions": history.count("sessions", target),
        "plan": history.count("plan", target),
        "phase": PHASES[schedule.phase],
        "cued_pct": schedule.cued_pct,
        "extended": history.count("extended", target),
        "unanswered": history.count("unanswered", target),
        "held": history.held,
        "retentions": [score for score in history.retentions if score["target"] == target],
    }


def lines_of(told: dict[str, Any]) -> list[str]:
    """Say it in a few lines."""
    own = told["own"]
    if own is None:
        lines = [f"own values: not known yet, {_runs(told['runs_kept'])} learnt from"]
    else:
        lines = [
            f"own values of {_runs(own['runs'])} that agree: cadence {own['cadence_spm']:.0f} steps/min, contact "
            f"{own['contact_ms']:.0f} ms, bounce {own['bounce_mm']:.0f} mm, at the usual pace"
        ]
    if told["runs_kept"] and told["gait_revision"] != GAIT_REVISION:
        was = f"revision {told['gait_revision']}" if told["gait_revision"] else "an earlier revision"
        lines.append(f"{was} of the gait core measured them: a clip with revision {GAIT_REVISION} learns them anew")
    elif own is None and told["relearnt_from_revision"] is not None:
        was = f"revision {told['relearnt_from_revision']}" if told["relearnt_from_revision"] else "an earlier revision"
        lines.append(f"they are learnt anew: {was} of the gait core had measured those of before")
    if told["own_are_old"]:
        lines.append(
            "some of these runs were before a break of over six weeks: those since teach until enough of them agree"
        )
    if told["newest_run_is_odd"]:
        lines.append("the newest run agrees with none before: it is not used until another one agrees with it")
    unless = "; no cues unless practice was kept" if told["own_are_old"] and told["phase"] not in WITHOUT_CUES else ""
    lines.append(f"target {told['target']}: {_sessions(told['sessions'])} done, next: {_phase(told)}{unless}")
    if told["held"] and told["phase"] != "held":
        lines.append(f"{_sessions(told['held'])} held back, for pain: no cues whatever is known by then")
    if told["extended"]:
        lines.append(f"the plan was extended {_times(told['extended'])}")
    if told["unanswered"]:
        lines.append("the last session's cues were not answered: two are left until one is")
    if told["retentions"]:
        last = told["retentions"][-1]
        verdict = last.get("verdict")
        lines.append(
            f"last retention run (session {last['session']}): {last['inside_pct']} % of steps in the band"
            + (f", {last['own_pct']} % before all cues: {verdict}" if verdict else "")
        )
    return lines


def _phase(told: dict[str, Any]) -> str:
    phase = told["phase"]
    words = {
        "off": "no cues: none are asked for",
        "baseline": "no cues: own values are learnt",
        "full": "all cues",
        "fewer": f"cues for {told['cued_pct']} % of the time",
        "retention": "no cues: a retention run, with a score",
        "request": "cues only when they are asked for (three short presses)",
        "held": f"no cues, for pain: {_sessions(told['held'])} held back",
        "recall": "one cue, then silence",
    }
    return words[phase]


def _runs(number: int) -> str:
    return "1 run" if number == 1 else f"{number} runs"


def _sessions(number: int) -> str:
    return "1 session" if number == 1 else f"{number} sessions"


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number} times"
