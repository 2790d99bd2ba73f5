"""What `recoil bench` measured, for people."""

from collections.abc import Sequence
from typing import Any

from recoil.bench.against_mobgap import Against
from recoil.bench.cohort import Cost as CohortCost
from recoil.bench.library import WHAT, Cost
from recoil.bench.speed import RATE_HZ, Speed
from recoil.cli.tables import write_table
from recoil.common.terminal import put

UNKNOWN = "—"
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
    ("contact_calibrated_rmse_ms", "contact, RMSE after ten steps a side", "ms"),
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
    ("bounce_balance_told", "bounce balance, recordings with one", ""),
    ("bounce_balance_rmse_pct", "bounce balance, RMSE", "points"),
    ("bounce_balance_inside_pct", "bounce balance, truth in its interval", "%"),
]
"""Of `recoil bench accuracy`: a figure, what it is, its unit."""


def write_accuracy(
    lines: Sequence[dict[str, Any]], false: Sequence[dict[str, Any]], gyroscope: bool, laboratory_left_out: bool
) -> None:
    """Print accuracy, a column per source and way of wearing.

    Args:
        lines: As `accuracy_figures.figures` gives them.
        false: Steps in recordings that are no running, as `accuracy_figures.false_steps` gives them.
        gyroscope: Whether there was one.
        laboratory_left_out: Whether the contact model was learnt without the runner's whole laboratory.
    """
    titles = ["" if gyroscope else "without gyroscope", *(f"{line['source']}, {line['wearing']}" for line in lines)]
    rows = [
        [f"{title} {unit}".rstrip(), *(UNKNOWN if line[key] is None else f"{line[key]:,}" for line in lines)]
        for key, title, unit in ROWS
    ]
    write_table(titles, rows, right=range(1, len(titles)))
    for kind in sorted({str(line["kind"]) for line in false}):
        group = [line for line in false if line["kind"] == kind]
        loud = sorted({f"{line['recording']} {line['steps']}" for line in group if line["steps"]})
        steps = sum(line["steps"] for line in group)
        put(f"{kind}: {steps} steps listed in {len(group)} recordings" + (f" ({', '.join(loud)})" if loud else ""))
    without = "their laboratory" if laboratory_left_out else "them"
    put(
        "contact: vertical force above 50 N; runners that the contact model learns from are measured without "
        f"{without}.\n"
        "worn: tilt to 15°, yaw to 10°, half upside down, gain ±2 %, offset ±40 mg, chip noise, ringing, rate ±3 %, "
        "0.2 % lost."
    )


def write_coach(lines: Sequence[dict[str, Any]], seeds: int) -> None:
    """Print what the coach does with each simulated runner; `lines` as `coach_figures.figures` gives them."""
    rows = [
        [
            line["runner"],
            UNKNOWN if line["recoil_0_1"] is None else f"{line['recoil_0_1']:.1f}",
            f"{line['mean']:.1f}",
            f"{line['highest_of_nine_in_ten']:.1f}",
            line["asked"],
            line["unit"],
            "yes" if line["reached"] else "no",
        ]
        for line in lines
    ]
    write_table(["runner", "0.1", "now", "9 in 10 up to", "asked", "", ""], rows, right=range(1, 5))
    put(f"{seeds} simulated runners each. Verdicts: 3 kept, 2 learnt, 1 partly, 0 not yet. A simulation, not a trial.")


def write_speeds(speeds: Sequence[Speed]) -> None:
    """Print how fast each runtime is."""
    rows = []
    for one in speeds:
        per_second, hour_s, count = one.samples_per_s, one.hour_s, one.instructions_per_sample
        rows.append(
            [
                one.runtime,
                f"{per_second:,.0f}" if per_second else UNKNOWN,
                f"{per_second / RATE_HZ:,.0f} x" if per_second else UNKNOWN,
                f"{hour_s:.1f}" if hour_s else UNKNOWN,
                f"{count:,}" if count else UNKNOWN,
            ]
        )
    titles = ["runtime", "samples/s", f"of life ({RATE_HZ} Hz)", "one hour, s", "instructions/sample"]
    write_table(titles, rows, right=range(1, len(titles)))
    python = speeds[0]
    how = "measured" if python.measured_s >= 3600 else f"extrapolated from {python.measured_s:.0f} s"
    put(f"{python.runtime}: one hour in CPU seconds, {how}; the others in elapsed seconds.")
    put("Instructions: of this processor; on micropython32 those of WebAssembly.")
    for one in speeds:
        if one.note:
            put(f"{one.runtime}: {one.note}")


def write_against(against: Against) -> None:
    """Print an hour through Recoil and through mobgap."""
    put(f"an hour of {against.steps:,} steps, least processor time of whole processes in turns")
    put(f"recoil replay            {against.recoil_s:6.2f} s")
    put(f"mobgap initial contacts  {against.mobgap_s:6.2f} s, {against.mobgap_contacts:,} contacts")
    put(f"{against.times_faster:.1f} times as fast")


def write_cohort(cost: CohortCost) -> None:
    """Print what a cohort costs besides the work, and what a worker's end cost."""
    put(f"{cost.recordings} recordings on {cost.workers} workers in {cost.elapsed_s:.1f} s")
    put(
        f"work {1000 * cost.busy_s / cost.recordings:.1f} ms, besides {cost.overhead_ms:.1f} ms of a worker a recording"
    )
    put(f"{cost.bytes_a_recording / 1000:.1f} KB of Parquet a recording")
    put(
        f"a worker killed after {cost.killed_after} recordings: of {cost.steps:,} rows of steps {cost.lost} lost, "
        f"{cost.doubled} doubled"
    )


def write_costs(costs: list[Cost]) -> None:
    """Print what a library costs: seconds, and how a session's cost grows up to the largest size."""
    first, last = costs[-2:] if len(costs) > 1 else 2 * costs
    rows = [
        (words, *(_seconds(cost, name) for cost in costs), _growth(first, last, name))
        for name, words in WHAT.items()
        if any(name in cost.seconds for cost in costs)
    ]
    titles = ("seconds, sessions:", *(f"{cost.sessions:,}" for cost in costs), "growth")
    write_table(titles, rows, right=range(1, len(titles)))
    put(f"growth: what one session costs at {last.sessions:,} against {first.sessions:,}; 1: proportional")
    put(f"{last.size_bytes / last.sessions / 1000:.1f} KB a session in one file; the system's file cache is warm")


def _seconds(cost: Cost, name: str) -> str:
    return f"{cost.seconds[name]:.3f}" if name in cost.seconds else UNKNOWN


def _growth(first: Cost, last: Cost, name: str) -> str:
    if name not in first.seconds or name not in last.seconds:
        return UNKNOWN
    return f"{(last.seconds[name] / last.sessions) / (first.seconds[name] / first.sessions):.2f}"


def write_pace(lines: Sequence[dict[str, Any]]) -> None:
    """Print by how much pace moves, mean (SD) in %."""
    names = ("estimate", "coach", "contact")
    rows = [
        (line["change"], *(f"{line[f'{name}_pct']:+.1f} ({line[f'{name}_sd_pct'] or 0:.1f})" for name in names))
        for line in lines
    ]
    write_table(("at one speed", "estimate", "for the coach", "by contact alone"), rows, right=(1, 2, 3))
