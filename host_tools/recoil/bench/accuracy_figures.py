"""Accuracy per source and way of wearing, as numbers."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from recoil.bench.accuracy import WORN, Result

CALIBRATION_STEPS = 10  # a side
FRAMES_PER_MS = 0.24


def figures(results: Sequence[Result]) -> list[dict[str, Any]]:
    """Return one line per source and way of wearing."""
    groups: dict[tuple[str, str], list[Result]] = {}
    for result in results:
        if result.entry.runs:
            groups.setdefault((result.entry.source, result.wearing), []).append(result)
    return [_figures(source, wearing, group) for (source, wearing), group in groups.items()]


def false_steps(results: Sequence[Result]) -> list[dict[str, Any]]:
    """Return, for recordings that are not all running, how many steps were listed: plain and worn, by name."""
    return [
        {"recording": r.entry.name, "kind": r.entry.kind, "worn": r.wearing == WORN, "steps": len(r.replay.steps)}
        for r in results
        if not r.entry.runs
    ]


def _figures(source: str, wearing: str, results: list[Result]) -> dict[str, Any]:
    matches = [r.match for r in results if r.match is not None]
    true = sum(len(m.true) + m.missed for m in matches)
    right, asked = np.sum([r.sides(settled=False) for r in results], axis=0)
    settled_right, settled_asked = np.sum([r.sides(settled=True) for r in results], axis=0)
    cadence = _finite([r.cadence_error_spm() for r in results])
    per_recording = [float(e.mean()) for r in results if len(e := r.errors("bounce_mm"))]
    line: dict[str, Any] = {
        "source": source,
        "worn": wearing == WORN,
        "wearing": wearing,
        "recordings": len(results),
        "steps": true,
        "missed": sum(m.missed for m in matches),
        "extra": sum(m.extra for m in matches),
        "missed_or_extra_pct": _rounded(100 * sum(m.missed + m.extra for m in matches) / max(true, 1), 3),
        "cadence_max_error_spm": _rounded(_most(cadence), 3),
        "bounce_mean_error_mm": _rounded(_mean(_finite(per_recording)), 2),
        "bounce_max_error_mm": _rounded(_most(_finite(per_recording)), 2),
        "bounce_rmse_mm": _rounded(_rms(np.concatenate([r.errors("bounce_mm") for r in results])), 2),
        "side_right_pct": _rounded(100 * right / asked if asked else np.nan, 2),
        "side_right_after_10s_pct": _rounded(100 * settled_right / settled_asked if settled_asked else np.nan, 2),
    }
    for column in ("contact_ms", "flight_ms"):
        name = column.removesuffix("_ms")
        error = np.concatenate([r.errors(column) for r in results])
        biases = _subject_biases(results, column)
        line[f"{name}_bias_ms"] = _rounded(_mean(error), 1)
        line[f"{name}_rmse_ms"] = _rounded(_rms(error), 1)
        line[f"{name}_runner_bias_sd_ms"] = _rounded(_spread(_finite(biases)), 1)
        line[f"{name}_runner_bias_max_ms"] = _rounded(_most(_finite(biases)), 1)
    calibrated = _calibrated_errors(results)
    line["contact_calibrated_rmse_ms"] = _rounded(_rms(calibrated), 1)
    line["contact_calibrated_steps"] = len(calibrated)
    for name, column in (("contact", "contact_ms"), ("step_time", "step_ms"), ("bounce", "bounce_mm")):
        errors = _finite([r.balance_error_pct(name, column) for r in results])
        line[f"{name}_balance_rmse_pct"] = _rounded(_rms(errors), 2)
        inside = _finite([r.balance_is_inside(name, column) for r in results])
        line[f"{name}_balance_told"] = len(inside)
        line[f"{name}_balance_inside_pct"] = _rounded(100 * _mean(inside), 0)
        line[f"{name}_balance_max_error_pct"] = _rounded(_most(errors), 2)
    return line


def _calibrated_errors(results: list[Result]) -> np.ndarray:
    """Return errors of contact after each runner was calibrated once, by ten steps a side.

    Those steps are the first of the recordings nearest the runner's middle speed, their true contacts rounded to frames
    of 1/240 s, as they can be counted in a film; they are left out of what is returned.
    """
    by_subject: dict[str, list[Result]] = {}
    for result in results:
        by_subject.setdefault(result.entry.subject, []).append(result)
    found: list[np.ndarray] = []
    for own in by_subject.values():
        middle = float(np.median([result.entry.speed_mps for result in own]))
        nearest = sorted(own, key=lambda result: (abs(result.entry.speed_mps - middle), result.entry.name))
        counted: list[float] = []
        rest: list[np.ndarray] = []
        left = dict.fromkeys("LR", CALIBRATION_STEPS)
        for result in nearest:
            error, true, side = result.contacts()
            is_counted = np.zeros(len(error), dtype=bool)
            for foot, wanted in left.items():
                is_counted[np.flatnonzero(side == foot)[:wanted]] = True
                left[foot] = wanted - int(is_counted[side == foot].sum())
            frames = np.rint(true[is_counted] * FRAMES_PER_MS) / FRAMES_PER_MS
            counted += (error[is_counted] + true[is_counted] - frames).tolist()
            rest.append(error[~is_counted])
        if not any(left.values()):
            found += [errors - float(np.mean(counted)) for errors in rest]
    return np.concatenate(found) if found else np.empty(0)


def _subject_biases(results: list[Result], column: str) -> list[float]:
    by_subject: dict[str, list[np.ndarray]] = {}
    for result in results:
        by_subject.setdefault(result.entry.subject, []).append(result.errors(column))
    joined = [np.concatenate(errors) for errors in by_subject.values()]
    return [float(errors.mean()) for errors in joined if len(errors)]


def _finite(values: list[float]) -> np.ndarray:
    array = np.array(values, dtype=float)
    return array[np.isfinite(array)]


def _mean(values: np.ndarray) -> float:
    return float(values.mean()) if len(values) else float("nan")


def _most(values: np.ndarray) -> float:
    return float(np.abs(values).max()) if len(values) else float("nan")


def _spread(values: np.ndarray) -> float:
    return float(values.std(ddof=1)) if len(values) > 1 else float("nan")


def _rms(values: np.ndarray) -> float:
    return float(np.sqrt(np.mean(values**2))) if len(values) else float("nan")


def _rounded(value: float, digits: int) -> float | None:
    return round(float(value), digits) if np.isfinite(value) else None
