"""A session's overview for people: a line or a few for each fact, folded to the terminal's width."""

import json
import os
import sys
import textwrap
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from recoil.common.errors import one_line
from recoil.common.terminal import clean_console, is_terminal, put
from recoil.session.trial_words import trial_lines
from recoil_clip.settings.schema import SCHEMA
from recoil_clip.spec.files import SEGMENT_ENDING

from .run_walk import Followed
from .stride_words import form_facts

INDENT = 13
MOST_FAULTS = 8
UNRESOLVED = "not resolvable yet"


def show_overview(overview: dict[str, Any]) -> None:
    """Print it; colour and folding only on a terminal, and only there what does them is imported."""
    if not (is_terminal(sys.stdout) or os.environ.get("FORCE_COLOR")):
        put(one_line(overview["session"]))
        for label, text, _ in facts_of(overview):
            put(f"{label:{INDENT}}{one_line(text)}")
        return
    from rich.text import Text

    console = clean_console(highlight=False)
    console.print(Text(one_line(overview["session"]), "bold"), soft_wrap=True)
    for label, text, style in facts_of(overview):
        lines = textwrap.wrap(one_line(text), max(console.width - INDENT - 1, 20)) or [""]
        for number, line in enumerate(lines):
            head = "" if number else label
            console.print(Text.assemble((f"{head:{INDENT}}", "cyan"), (line, style)), soft_wrap=True)


def facts_of(found: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield label, text and style of each line."""
    yield "clip", _clip(found), ""
    yield "started", _started(found), ""
    yield "length", _length(found), ""
    yield from trial_lines(found)
    if found["trials"] or found["core_work"]:
        pass  # nobody ran
    elif not found["steps"]:
        yield "steps", "none was measured", "yellow"
    else:
        yield from _measured(found)
    if not (found["trials"] or found["core_work"]):
        yield "cues", _cues(found), ""
    if found["run_walk"]:
        yield "run, walk", _in_turn(found["run_walk"]), ""
    if found["markers_s"]:
        many = f"{found['markers']}, " if found["markers"] > 1 else ""
        yield "markers", f"{many}at " + ", ".join(clock(time_s) for time_s in found["markers_s"]), ""
    if found["lost_samples"]:
        yield "lost", f"{found['lost_samples']} samples; steps over them are bridged (flag 2) or left out", "yellow"
    if found["calibration"] and found["calibration"]["contact_ms"] is not None:
        yield "calibrated", f"contact, {found['calibration']['contact_ms']:+d} ms: this runner's own", ""
    if found["recorded_revision"] is not None:
        clip = found["recorded_revision"] or "an earlier one"
        yield "measured", f"again, by revision {found['gait_revision']} of the gait core; on the clip by {clip}", ""
    for text in found["withheld"]:
        yield "not told", text, "yellow"
    for text in found["notes"]:
        yield "doubtful", text, "yellow"
    faults = [f"{fault['fault']} at {clock(fault['time_s'])}" for fault in found["faults"]]
    if faults:
        more = [f"{len(faults) - MOST_FAULTS} more"] if len(faults) > MOST_FAULTS else []
        yield "faults", ", ".join([*faults[:MOST_FAULTS], *more]), "yellow"
    if found["battery"]:
        first, last = found["battery"]
        yield (
            "battery",
            f"{first['pct']} % ({first['v']:.2f} V) at the start, {last['pct']} % ({last['v']:.2f} V) at the end",
            "",
        )
    yield "raw samples", _raw(found), ""
    yield "settings", _settings(found["settings_changed"]), ""
    if not found["missing"]:
        whole = " of this segment" if found["session"].endswith(SEGMENT_ENDING) else ": the session is whole"
        yield "missing", f"nothing{whole}", ""
    for number, text in enumerate(found["missing"]):
        yield "" if number else "missing", text, "yellow"


def clock(time_s: float) -> str:
    """Return a time as m:ss, or h:mm:ss from an hour on."""
    minutes, seconds = divmod(round(time_s), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{seconds:02d}" if hours else f"{minutes}:{seconds:02d}"


def _clip(found: dict[str, Any]) -> str:
    if found["clip"] is None:
        return "not known"
    return f"{found['clip'] or 'without a name'}, firmware {found['firmware'] or 'not known'}"


def _started(found: dict[str, Any]) -> str:
    if found["start"]:
        local = datetime.fromisoformat(found["start"]).astimezone()
        when = f"{local:%Y-%m-%d %H:%M:%S} local time"
    else:
        when = (
            "when is not known (the clip's clock was never set)" if found["clip"] is not None else "when is not known"
        )
    return when + (f", {found['started']}" if found["started"] else "")


def _length(found: dict[str, Any]) -> str:
    pauses = found["pauses_s"]
    paused_s = sum(until - since for since, until in pauses)
    parts = [clock(found["length_s"]), f"running {clock(found['running_s'])}"]
    if pauses:
        parts.append(f"paused {clock(paused_s)} in {len(pauses)} pause{'s' * (len(pauses) > 1)}")
    parts.append(f"ended {found['ended']}" if found["ended"] else "without an end")
    return ", ".join(parts)


def _measured(found: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    flagged = found["steps"] - found["clean_steps"]
    note = f", {flagged} of them flagged (motor on, or not whole): not in the means" if flagged else ""
    yield "steps", f"{found['steps']}{note}", ""
    if found["cadence_spm"] is None:
        return
    yield "cadence", f"{found['cadence_spm']:.1f} steps/min", "bold"
    yield "contact", f"{found['contact_ms']:.0f} ms, {found['contact_of_stride_pct']:.1f} % of a stride", "bold"
    yield "flight", f"{found['flight_ms']:.0f} ms", "bold"
    yield "bounce", f"{found['bounce_mm']:.0f} mm, of the pelvis", "bold"
    yield "peak", f"{found['peak_g']:.2f} g upwards, to be compared within one runner only", "bold"
    if found["unsteadiness_pct"] is not None:
        yield "unsteadiness", f"{found['unsteadiness_pct']:.2f} % from step to step, over whole minutes", ""
    for number, (name, share) in enumerate(found["balances"].items()):
        value = f"{share['left_pct']:.2f} ± {share['half_width_pct']:.2f} %" if share else UNRESOLVED
        note = " (± half of the 95 % interval)" if share and not number else ""
        yield "" if number else "left share", f"{name.replace('_', ' ')} {value}{note}", ""
    yield from form_facts(found)
    speed = found["speed"]
    if speed:
        pace = f"{speed['speed_m_s']:.2f} m/s ({clock(speed['pace_s_per_km'])}/km)"
        way = f"{speed['distance_m'] / 1000:.1f} km, steps of {speed['step_length_m']:.2f} m"
        yield "speed", f"{pace}, {way}, all ± {speed['uncertain_pct']:.0f} %: calibrated for this runner", ""


def _in_turn(found: dict[str, Any]) -> str:
    names = ("runs", "runs_done", "walks", "walks_done", "is_done")
    return Followed(**{name: found[name] for name in names}).said()


def _cues(found: dict[str, Any]) -> str:
    kinds = ", ".join(f"{count} x {name}" for name, count in found["cues"].items()) or "none"
    parts = [kinds]
    if found["cues"]:
        parts.append(f"{found['confirms']} confirmed")
    if found["score_pct"] is not None:
        parts.append(f"{found['score_pct']} % of the steps in the band")
    if found["schedule"]:
        parts.append(f"schedule: {found['schedule']}")
    return "; ".join(parts)


def _raw(found: dict[str, Any]) -> str:
    if not found["raw_samples"]:
        return "none were kept"
    minutes = found["raw_minutes"]
    return f"{found['raw_samples']:,}" + (f", {minutes:.1f} min" if minutes is not None else "")


def _settings(changed: dict[str, Any] | None) -> str:
    if changed is None:
        return "not known"
    defaults = {field.name: field.default for field in SCHEMA}
    parts = []
    for name, value in changed.items():
        usual = f" (default {_value(defaults[name])})" if name in defaults else " (not known to this Recoil)"
        parts.append(f"{name} {_value(value)}{usual}")
    return ", ".join(parts) or "all at their defaults"


def _value(value: Any) -> str:
    if value is None:
        return "none"
    return value if isinstance(value, str) else json.dumps(value)
