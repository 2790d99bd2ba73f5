"""Whose values, schedule and history the coach uses: a small file for each runner.

`/runners/NUMBER-ID.json`: the number, 1 to 9, is felt when a runner is chosen by presses and stays, the id is the
setting `runner_id`. Who has no id has `/coach.json`, the one file of before there were runners; the first runner that
a clip is told of takes it over. Every change is one rename or the writing of a new file: after a power cut it has
happened or not. `Equipment` imports this where it is needed and gives its memory back.
"""

import os

from ..settings.errors import SettingsError
from ..settings.settings import Settings, release, save
from ..spec.files import HISTORY, RUNNERS, SETTINGS

MOST = 9
_ENDING = ".json"
_REFUSED = (3, 80, 80)
_FIVE = (1, 600, 0)


def runners_in(names):
    """Return the runners whose files are in the folder as (number, id), by number; other names are passed over."""
    found = []
    for name in names:
        if len(name) > 7 and name[0] in "123456789" and name[1] == "-" and name[-5:] == _ENDING:
            found.append((int(name[0]), name[2:-5]))
    return sorted(found)


def path_of(number, runner_id):
    """Return the path of a runner's file, from the clip's root."""
    return RUNNERS + "/" + str(number) + "-" + runner_id + _ENDING


def known(root):
    """Return the runners of a clip as (number, id), by number."""
    try:
        return runners_in(os.listdir(root + RUNNERS))
    except OSError:
        return []


def file_of(root, runner_id):
    """Return the path of a runner's file, which is begun if there is none; empty if nine others are there.

    OSError: The flash cannot be written.
    """
    if runner_id is None:
        return root + HISTORY
    runners = known(root)
    for number, other in runners:
        if other == runner_id:
            return root + path_of(number, other)
    taken = [number for number, _ in runners]
    for number in range(1, MOST + 1):
        if number not in taken:
            path = root + path_of(number, runner_id)
            _begin(root, path, not runners)
            return path
    return ""


def next_of(root, runner_id):
    """Return the number and id of the runner after this one, of the first after the last; (0, None) without any."""
    runners = known(root)
    if not runners:
        return 0, None
    ids = [other for _, other in runners]
    at = ids.index(runner_id) + 1 if runner_id in ids else 0
    return runners[at % len(runners)]


def signal(number):
    """Return the patterns, one after the other, that tell a runner's number: slow pulses, a long one for five.

    0, no runner: three quick ones.
    """
    if not number:
        return [_REFUSED]
    rest = [(number % 5, 200, 400)] if number % 5 else []
    if number >= 5:
        rest.insert(0, _FIVE)
    return rest


def is_theirs(name):
    """Return True for a setting that goes and comes with the runner: wearer_..., run_walk..."""
    return name[:5] in ("weare", "run_w")  # not startswith(): each text would be one more name in memory


def about(values):
    """Return what is set for the runner of now, by the settings' names; `values` are all settings."""
    found = {}
    for name, value in values.items():
        if value is not None and is_theirs(name):
            found[name] = value
    return found


def recall(settings, wearer, root):
    """Set what is known about another runner, as `about` gave it, and keep the settings.

    Returns what went wrong, or None. A value that cannot be is as good as none. If something is wrong in the file it is
    not written: that may be put right, and would be lost.
    """
    problem = None
    for name, value in Settings().values.items():
        if is_theirs(name):
            settings.values[name] = value
            try:
                settings.set(name, wearer.get(name))
            except SettingsError:
                pass  # what is not known is at its default
    if not settings.problems:
        try:
            save(settings, root + SETTINGS)
        except SettingsError as error:
            problem = str(error)
    release()
    return problem


def _begin(root, path, is_first):
    try:
        os.mkdir(root + RUNNERS)
    except OSError:
        pass  # it is there; if it could not be made, what follows says so
    if is_first:
        try:
            os.rename(root + HISTORY, path)
            return
        except OSError:
            pass  # nothing was learnt yet
    with open(path, "w") as file:
        file.write("{}")
