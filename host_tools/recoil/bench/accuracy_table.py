"""Accuracy per source, as numbers and as tables."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from recoil.bench.accuracy import Result


def figures(results: Sequence[Result]) -> list[dict[str, Any]]:
    """Return one line per source and way of wearing."""
    groups: dict[tuple[str, bool], list[Result]] = {}
    for result in results:
        if result.entry.runs:
            groups.setdefault((result.entry.source, result.worn), []).append(result)
    return [_figures(source, worn, group) for (source, worn), group in groups.items()]


def false_steps(results: Sequence[Result]) -> list[dict[str, Any]]:
    """Return, for recordings that are not all running, how many steps were listed: plain and worn, by name."""
    return [
        {"recording": r.entry.name, "kind": r.entry.kind, "worn": r.worn, "steps": len(r.replay.steps)}
        for r in results
        if not r.entry.runs
    ]


def _figures(source: str, worn: bool, results: list[Result]) -> dict[str, Any]:
    matches = [r.match for r in results if r.match is not None]
    true = sum(len(m.true) + m.missed for m in matches)
    right, asked = np.sum([r.sides(settled=False) for r in results], axis=0)
    settled_right, settled_asked = np.sum([r.sides(settled=True) for r in results], axis=0)
    cadence = np.array([r.cadence_error_spm() for r in results])
    per_recording = [float(e.mean()) for r in results if len(e := r.errors("bounce_mm"))]
    line: dict[str, Any] = {
        "source": source,
        "worn": worn,
        "recordings": len(results),
        "steps": true,
        "missed": sum(m.missed for m in matches),
        "extra": sum(m.extra for m in matches),
        "missed_or_extra_pct": _rounded(100 * sum(m.missed + m.extra for m in matches) / max(true, 1), 3),
        "cadence_max_error_spm": _rounded(np.nanmax(np.abs(cadence)) if np.isfinite(cadence).any() else np.nan, 3),
        "bounce_mean_error_mm": _rounded(np.mean(per_recording) if per_recording else np.nan, 2),
        "bounce_max_error_mm": _rounded(np.max(np.abs(per_recording)) if per_recording else np.nan, 2),
        "bounce_rmse_mm": _rounded(_rms(np.concatenate([r.errors("bounce_mm") for r in results])), 2),
        "side_right_pct": _rounded(100 * right / asked if asked else np.nan, 2),
        "side_right_after_10s_pct": _rounded(100 * settled_right / settled_asked if settled_asked else np.nan, 2),
    }
    for column in ("contact_ms", "flight_ms"):
        name = column.removesuffix("_ms")
        error = np.concatenate([r.errors(column) for r in results])
        biases = _subject_biases(results, column)
        line[f"{name}_bias_ms"] = _rounded(error.mean() if len(error) else np.nan, 1)
        line[f"{name}_rmse_ms"] = _rounded(_rms(error), 1)
        line[f"{name}_runner_bias_max_ms"] = _rounded(np.max(np.abs(biases)) if biases else np.nan, 1)
    for name, column in (("contact", "contact_ms"), ("step_time", "step_ms"), ("bounce", "bounce_mm")):
        errors = np.array([r.balance_error_pct(name, column) for r in results])
        errors = errors[np.isfinite(errors)]
        line[f"{name}_balance_rmse_pct"] = _rounded(_rms(errors), 2)
        line[f"{name}_balance_max_error_pct"] = _rounded(np.max(np.abs(errors)) if len(errors) else np.nan, 2)
    return line


def _subject_biases(results: list[Result], column: str) -> list[float]:
    by_subject: dict[str, list[np.ndarray]] = {}
    for result in results:
        by_subject.setdefault(result.entry.subject, []).append(result.errors(column))
    joined = [np.concatenate(errors) for errors in by_subject.values()]
    return [float(errors.mean()) for errors in joined if len(errors)]


def _rms(values: np.ndarray) -> float:
    return float(np.sqrt(np.mean(values**2))) if len(values) else float("nan")


def _rounded(value: float, digits: int) -> float | None:
    return round(float(value), digits) if np.isfinite(value) else None
