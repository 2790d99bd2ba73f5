"""Plans for the clip, from words a person types, checked by the clip's own code."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from recoil.common.errors import RecoilError, one_line
from recoil_clip.exercise import catalogue
from recoil_clip.exercise.plan import CORE, SCREEN, VERSION, Plan, plan_of, standard
from recoil_clip.spec.exercises import STANCE
from recoil_clip.spec.files import CORE_PLAN, SCREEN_PLAN

PATHS = {SCREEN: SCREEN_PLAN, CORE: CORE_PLAN}
PRESSES = {SCREEN: "three", CORE: "four"}
RESTS_S = {SCREEN: 10, CORE: 15}
SECONDS = {
    "stance": 30, "tandem": 30, "lunge": 10, "skipping": 20,
    "front_plank": 30, "side_plank": 15, "squat": 90, "bridge": 90,
}  # fmt: skip
CLOSED_S = 10
TRIES = 3
LONGEST_STANDING_S = 45  # as in the study of standing on one leg (Springer 2007): longer tells nothing of who can
REPETITIONS = 10
ABOUT = {
    "stance": "on one leg, the other knee at hip height; its foot off the ground before the third tap",
    "tandem": "one foot right in front of the other; the side is the foot in front",
    "lunge": "a lunge on one line, held; the side is the foot in front",
    "skipping": "relaxed skipping",
    "front_plank": "on forearms and toes, the back straight",
    "side_plank": "on one elbow; that is its side",
    "squat": "single-leg squats down to a box",
    "bridge": "on the back, the hips are lifted",
}


class PlanError(RecoilError):
    """A plan that no clip would take."""


def names(kind: str) -> list[str]:
    """Return what there is to do."""
    return [name for number, name in catalogue.NAMES.items() if catalogue.is_core(number) == (kind == CORE)]


def plan_from(
    kind: str,
    words: Sequence[str],
    tries: int | None = None,
    rest_s: int | None = None,
    all_tries: bool | None = None,
    practice: bool = False,
) -> dict[str, Any]:
    """Return a plan as the clip reads it; without words the clip's own standard.

    Args:
        kind: A screening or core work.
        words: What `items_from` takes.
        tries: Of everything that is stood; None: as the standard has it.
        rest_s: Before each try, s.
        all_tries: Whether they are all done, also after one that was held; None: those on one leg.
        practice: Whether the first trial on each leg begins with a try that does not count.
    """
    if words:
        items = [item for word in words for item in items_from(kind, word)]
        plain: dict[str, Any] = {"version": VERSION, "kind": kind, "rest_s": RESTS_S[kind], "items": items}
    else:
        plain = standard(kind)
    if rest_s is not None:
        plain["rest_s"] = rest_s
    for item in plain["items"]:
        if catalogue.is_balance(number_of(item["name"])):
            item |= {"tries": tries} if tries is not None else {}
            item |= {"all": all_tries} if all_tries is not None else {}
    legs = [item for item in plain["items"] if practice and number_of(item["name"]) == STANCE]
    for item in {item["side"]: item for item in reversed(legs)}.values():
        item["practice"] = True
    checked(plain, kind)
    return plain


def checked(plain: Any, kind: str) -> Plan:
    """Return the plan as the clip will take it; a `PlanError` if it would not."""
    plan, problem = plan_of(plain, kind)
    if plan is None:
        raise PlanError(f"the clip would not take this plan: {problem}")
    return plan


def items_from(kind: str, word: str) -> Iterator[dict[str, Any]]:
    """Yield what `NAME:SIDE:EYES:SECONDS:xREPETITIONS` means; all but the name in any order, or left out."""
    name, *parts = word.lower().replace("-", "_").split(":")
    if name not in names(kind):
        raise PlanError(f"there is no {one_line(name)}", f"There are: {', '.join(names(kind))}.")
    number = number_of(name)
    item: dict[str, Any] = {"name": name, "seconds": SECONDS[name]}
    sides = ["left", "right"] if catalogue.has_sides(number) else ["both"]
    if catalogue.is_balance(number):
        item |= {"eyes": "open", "tries": TRIES, "all": number == STANCE}
    if catalogue.is_counted(number):
        item["repetitions"] = REPETITIONS
    timed = False
    for part in parts:
        if part in ("left", "right"):
            sides = [part]
        elif part in catalogue.EYES:
            item["eyes"] = part
        elif part.removesuffix("s").isdecimal():
            item["seconds"] = int(part.removesuffix("s"))
            timed = True
        elif part[:1] == "x" and part[1:].isdecimal():
            item["repetitions"] = int(part[1:])
        else:
            raise PlanError(
                f"{one_line(word)}: {one_line(part) or 'nothing'} is no side, eyes, seconds or xREPETITIONS",
                "Write for example stance:left:closed:10 or squat:x8.",
            )
    if item.get("eyes") == "closed" and not timed:
        item["seconds"] = CLOSED_S
    if catalogue.is_balance(number) and item["seconds"] > LONGEST_STANDING_S:
        raise PlanError(f"{one_line(word)}: what is held standing is held for {LONGEST_STANDING_S} s at most")
    for side in sides:
        yield {**item, "side": side}


def number_of(name: str) -> int:
    """Return the clip's number of something to do."""
    return next(number for number, known in catalogue.NAMES.items() if known == name)


def encoded(plain: dict[str, Any]) -> bytes:
    """Return the file's contents."""
    return (json.dumps(plain, indent=1) + "\n").encode()


def rows(plain: dict[str, Any]) -> list[tuple[str, str, str, str, str]]:
    """Return what is done in which order: what, side, eyes, how long or how often, tries."""
    found = []
    for item in plain["items"]:
        repetitions = item.get("repetitions")
        amount = f"{repetitions} times within {item['seconds']} s" if repetitions else f"{item['seconds']} s"
        tries = item.get("tries", 1)
        many = (f"{tries}, all done" if item.get("all") else f"best of {tries}") if tries > 1 else ""
        found.append(
            (
                item["name"].replace("_", " "),
                item.get("side", "both").replace("both", ""),
                item.get("eyes", ""),
                amount,
                f"practice, then {many or 'one'}" if item.get("practice") else many,
            )
        )
    return found


def minutes(plain: dict[str, Any]) -> float:
    """Return how long it takes at most, all tries used."""
    rest_s = plain["rest_s"] + 4
    tries = [(item["seconds"], item.get("tries", 1) + item.get("practice", False)) for item in plain["items"]]
    return sum((seconds + rest_s) * number for seconds, number in tries) / 60
