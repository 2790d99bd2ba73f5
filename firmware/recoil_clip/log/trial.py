"""Records of screens and core work. Each `put_*` returns False, and changes nothing, where a page has no room."""

from ..spec.log import EXERCISE, EXERCISE_BYTES, TRIAL, TRIAL_BYTES


def put_trial(page, result):
    """Put what came of a try of a screen, a `recoil_clip.exercise.result.Result`."""
    at = page.used
    if at + TRIAL_BYTES > page.end:
        return False
    at = page.put(at, TRIAL, 1)
    at = page.put(at, TRIAL_BYTES - 2, 1)
    at = page.put(at, result.kind, 1)
    at = page.put(at, result.side, 1)
    at = page.put(at, result.eyes, 1)
    at = page.put(at, result.attempt, 1)
    at = page.put(at, result.ending, 1)
    at = page.put(at, result.begin_ms, 4)
    at = page.put(at, result.held_ms, 4)
    at = page.put(at, result.target_ms, 4)
    at = page.put(at, result.sway_ms, 4)
    at = page.put(at, result.fore_ug, 4)
    at = page.put(at, result.side_ug, 4)
    at = page.put(at, result.path_mg, 4)
    at = page.put(at, result.roll_mdps, 4)
    at = page.put(at, result.pitch_mdps, 4)
    at = page.put(at, result.path_mdps, 4)
    at = page.put(at, result.cycle_ms, 4)
    at = page.put(at, result.cycle_bp, 2)
    at = page.put(at, result.half_bp, 2)
    at = page.put(at, result.sum_ug, 4)
    page.used = page.put(at, result.change_ug, 4)
    return True


def put_exercise(page, result):
    """Put what came of a set of core work."""
    at = page.used
    if at + EXERCISE_BYTES > page.end:
        return False
    at = page.put(at, EXERCISE, 1)
    at = page.put(at, EXERCISE_BYTES - 2, 1)
    at = page.put(at, result.kind, 1)
    at = page.put(at, result.side, 1)
    at = page.put(at, result.ending, 1)
    at = page.put(at, result.begin_ms, 4)
    at = page.put(at, result.target_ms, 4)
    at = page.put(at, result.held_ms, 4)
    at = page.put(at, result.target_repetitions, 2)
    page.used = page.put(at, result.repetitions, 2)
    return True
