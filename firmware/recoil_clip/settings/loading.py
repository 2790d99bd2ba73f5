"""From what a file holds to settings: good values are taken over, everything else is said in a sentence."""

import json

from .reader import Odd, Reader
from .schema import field_named

_MOST_PROBLEMS = 20


def take(settings, data):
    """Take over the bytes of a settings file."""
    reader = Reader(data)
    reader.read()
    problems = reader.problems
    lines = {}
    for name, value, line in reader.members:
        at = "line " + str(line) + ": "
        if isinstance(name, Odd):
            problems.append(at + "a name " + name.why + "; it is left out")
            continue
        if name in lines:
            problems.append(at + name[:40] + " was already set on line " + str(lines[name]) + "; this line counts")
        lines[name] = line
        problem = _take_one(settings, name, value)
        if problem:
            problems.append(at + problem)
    # 0.1 wrote every setting that it knew. It let nothing before the fifth minute teach; now short runs add up.
    settings.is_old = "raw_minutes" in lines and "mask_after_ms" in lines and "cue_ceiling" not in lines
    if settings.is_old and settings.values["baseline_from_min"] == 5:
        settings.values["baseline_from_min"] = 1
    settings.problems = problems[:_MOST_PROBLEMS]
    if len(problems) > _MOST_PROBLEMS:
        settings.problems.append("there are more problems than these")


def _take_one(settings, name, value):
    """Take over one value; return what is wrong with it."""
    odd = value.why if isinstance(value, Odd) else ""
    field = field_named(name)
    if field is None:
        unknown = "there is no setting named " + name[:40]
        settings.unknown = [pair for pair in settings.unknown if pair[0] != name]
        if odd:
            return unknown + "; it is left out"
        settings.unknown.append((name, value))
        return unknown + "; it is kept but not used"
    wrong = odd or field.wrong(value)
    settings.values[name] = field.default if wrong else value
    return name + " " + wrong + "; the default, " + json.dumps(field.default) + ", is used" if wrong else ""
