"""A plan: what to do, in which order. Read from the file that the host writes, whole or not at all."""

from ..compat import const
from .catalogue import EYES, NAMES, SIDES, has_sides, is_balance, is_core, is_counted

SCREEN = "screen"
CORE = "core"
VERSION = const(1)

_MOST_ITEMS = const(24)
_KEYS = ("name", "side", "eyes", "seconds", "tries", "repetitions", "all", "practice")
_LIMITS = {"seconds": (3, 120), "tries": (1, 5), "repetitions": (1, 50)}
LONGEST_SKIPPING_S = const(60)
_RESTS_S = (3, 120)


class Item:
    """One thing to do: up to `tries` times, until one lasts `target_ms`; or `repetitions`, within that time.

    `all`: all tries are done, whether one was held to its end or not. `practice`: so many come before and do not count.
    """

    def __init__(self, kind, side, eyes, numbers, all_tries, practice):
        self.kind = kind
        self.side = side
        self.eyes = eyes
        self.target_ms = numbers["seconds"] * 1000
        self.tries = numbers["tries"]
        self.repetitions = numbers["repetitions"]
        self.all = all_tries
        self.practice = practice


class Plan:
    """`items` in order, `rest_ms` to get ready before each try. `kind` is SCREEN or CORE."""

    def __init__(self, kind, rest_s, items):
        self.kind = kind
        self.rest_ms = rest_s * 1000
        self.items = items


def plan_of(value, kind):
    """Return the plan in a plain value and a problem: (None, problem) if anything is wrong with it."""
    if not isinstance(value, dict):
        return None, "it is not an object"
    if value.get("version") != VERSION or value.get("kind") != kind:
        return None, "it is not a " + kind + " plan of version " + str(VERSION)
    rest_s = value.get("rest_s")
    if not _is_within(rest_s, _RESTS_S):
        return None, _said("rest_s", _RESTS_S)
    plain = value.get("items")
    if not isinstance(plain, list) or not 1 <= len(plain) <= _MOST_ITEMS:
        return None, "items must be a list of 1 to " + str(_MOST_ITEMS)
    items = []
    for entry in plain:
        item, problem = _item_of(entry, kind)
        if item is None:
            return None, "item number " + str(len(items) + 1) + ": " + problem
        items.append(item)
    return Plan(kind, rest_s, items), ""


def standard(kind):
    """Return the plan that a clip has of itself, as a plain value."""
    if kind == CORE:
        items = [_entry("front_plank", seconds=30)]
        items += [_entry("side_plank", side, seconds=15) for side in ("left", "right")]
        items += [_entry("squat", side, seconds=90, repetitions=10) for side in ("left", "right")]
        items.append(_entry("bridge", seconds=90, repetitions=10))
        return {"version": VERSION, "kind": CORE, "rest_s": 15, "items": items}
    items = []
    for eyes, seconds in (("open", 30), ("closed", 10)):
        for side in ("left", "right"):
            items.append(_entry("stance", side, seconds=seconds, eyes=eyes, tries=3, all=True))
    items += [_entry("tandem", side, seconds=30, eyes="open", tries=3) for side in ("left", "right")]
    for eyes in ("open", "closed"):
        items += [_entry("lunge", side, seconds=10, eyes=eyes, tries=3) for side in ("left", "right")]
    items.append(_entry("skipping", seconds=20))
    return {"version": VERSION, "kind": SCREEN, "rest_s": 10, "items": items}


def _entry(name, side="both", **more):
    entry = {"name": name, "side": side}
    entry.update(more)
    return entry


def _item_of(entry, plan_kind):
    if not isinstance(entry, dict):
        return None, "it is not an object"
    for key in entry:
        if key not in _KEYS:
            return None, "there is no " + str(key)[:24]
    kind = 0
    for number in NAMES:
        if NAMES[number] == entry.get("name"):
            kind = number
    if not kind or is_core(kind) != (plan_kind == CORE):
        return None, "there is no such " + ("exercise" if plan_kind == CORE else "trial")
    if entry.get("side", "both") not in SIDES or entry.get("eyes", "open") not in EYES:
        return None, "side is left, right or both, eyes open or closed"
    side = SIDES.index(entry.get("side", "both")) - 1
    if has_sides(kind) != (side != 0):
        return None, "side must be " + ("left or right" if has_sides(kind) else "both")
    if "eyes" in entry and not is_balance(kind):
        return None, "eyes are only for standing"
    if "repetitions" in entry and not is_counted(kind):
        return None, "it is not done in repetitions"
    all_tries = entry.get("all", False)
    practice = entry.get("practice", False)
    for value in (all_tries, practice):
        if value is not False and (value is not True or not is_balance(kind)):
            return None, "all and practice are true or false, for standing"
    numbers = {"tries": 1, "repetitions": 10 if is_counted(kind) else 0}
    for key in _LIMITS:
        if key in numbers and key not in entry:
            continue
        if not _is_within(entry.get(key), _LIMITS[key]):
            return None, _said(key, _LIMITS[key])
        numbers[key] = entry[key]
    if not is_balance(kind) and numbers["tries"] > 1:
        return None, "only standing has tries"
    if NAMES[kind] == "skipping" and numbers["seconds"] > LONGEST_SKIPPING_S:
        return None, "seconds of skipping are at most " + str(LONGEST_SKIPPING_S)
    eyes = EYES.index(entry.get("eyes", "open"))
    return Item(kind, side, eyes, numbers, all_tries, int(practice)), ""


def _is_within(value, limits):
    return isinstance(value, int) and not isinstance(value, bool) and limits[0] <= value <= limits[1]


def _said(name, limits):
    return name + " must be a whole number, " + str(limits[0]) + " to " + str(limits[1])
