"""Accuracy per source, as numbers and as tables."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from rich import box
from rich.table import Table

from recoil.bench.accuracy import WORN, Result
from recoil.common.terminal import clean_console


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
    for name, column in (("contact", "contact_ms"), ("step_time", "step_ms"), ("bounce", "bounce_mm")):
        errors = _finite([r.balance_error_pct(name, column) for r in results])
        line[f"{name}_balance_rmse_pct"] = _rounded(_rms(errors), 2)
        inside = _finite([r.balance_is_inside(name, column) for r in results])
        line[f"{name}_balance_inside_pct"] = _rounded(100 * _mean(inside), 0)
        line[f"{name}_balance_max_error_pct"] = _rounded(_most(errors), 2)
    return line


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


ROWS = [
    ("recordings", "recordings", ""),
    ("steps", "true steps", ""),
    ("missed", "missed", ""),
    ("extra", "extra", ""),
    ("missed_or_extra_pct", "missed or extra", "%"),
    ("cadence_max_error_spm", "cadence, worst recording", "spm"),
    ("contact_rmse_ms", "contact, RMSE per step", "ms"),
    ("contact_bias_ms", "contact, bias", "ms"),
    ("contact_runner_bias_sd_ms", "contact, SD of runners' biases", "ms"),
    ("contact_runner_bias_max_ms", "contact, worst runner's bias", "ms"),
    ("flight_rmse_ms", "flight, RMSE per step", "ms"),
    ("flight_bias_ms", "flight, bias", "ms"),
    ("bounce_mean_error_mm", "bounce, mean error", "mm"),
    ("bounce_max_error_mm", "bounce, worst recording", "mm"),
    ("bounce_rmse_mm", "bounce, RMSE per step", "mm"),
    ("side_right_pct", "side right", "%"),
    ("side_right_after_10s_pct", "side right after 10 s", "%"),
    ("contact_balance_rmse_pct", "contact balance, RMSE", "points"),
    ("contact_balance_max_error_pct", "contact balance, worst", "points"),
    ("contact_balance_inside_pct", "contact balance, truth in its interval", "%"),
    ("step_time_balance_rmse_pct", "step time balance, RMSE", "points"),
    ("step_time_balance_inside_pct", "step time balance, truth in its interval", "%"),
    ("bounce_balance_rmse_pct", "bounce balance, RMSE", "points"),
    ("bounce_balance_inside_pct", "bounce balance, truth in its interval", "%"),
]


def write_tables(
    lines: Sequence[dict[str, Any]], false: Sequence[dict[str, Any]], gyroscope: bool, laboratory_left_out: bool
) -> None:
    """Print figures for people: a column per source and way of wearing."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("" if gyroscope else "without gyroscope", no_wrap=True)
    for line in lines:
        table.add_column(f"{line['source']}\n{line['wearing']}", justify="right", no_wrap=True)
    for key, title, unit in ROWS:
        values = ["—" if line[key] is None else f"{line[key]:,}" for line in lines]
        table.add_row(f"{title} [dim]{unit}[/dim]", *values)
    console = clean_console()
    console.print(table)
    for kind in sorted({str(line["kind"]) for line in false}):
        group = [line for line in false if line["kind"] == kind]
        loud = sorted({f"{line['recording']} {line['steps']}" for line in group if line["steps"]})
        steps = sum(line["steps"] for line in group)
        console.print(
            f"{kind}: {steps} steps listed in {len(group)} recordings" + (f" ({', '.join(loud)})" if loud else "")
        )
    console.print(
        "contact: vertical force above 50 N; runners that the contact model learns from are measured without "
        + ("their laboratory.\n" if laboratory_left_out else "them.\n")
        + "worn: tilt to 15°, yaw to 10°, half upside down, gain ±2 %, offset ±40 mg, chip noise, ringing, rate ±3 %, "
        "0.2 % lost."
    )
