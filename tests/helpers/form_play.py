"""The form over simulated and recorded runs beside the truth; `python tests/helpers/form_play.py` prints errors."""

from array import array
from dataclasses import dataclass

import numpy as np

from recoil.simulation.runner import Runner, Simulation, Worn, simulate
from recoil.simulation.runner.strides import STRIDE_TRUTH_TYPE, stride_truth
from recoil_clip.gait.gait import Gait
from recoil_clip.stride.form import Form

NAMES = (STRIDE_TRUTH_TYPE.names or ())[1:]
POLL_S = 0.04
SETTLED = 8  # strides in which the mount is still being learnt
WORN = {
    "exact": Worn(),
    "crooked, gyroscope off": Worn(tilt_deg=15, yaw_deg=10, gyr_offset_dps=(5.0, -8.0, 3.0), offset_mg=40, gain_pct=2),
    "upside down": Worn(upside_down=True, tilt_deg=10, tilt_towards_deg=90, gyr_offset_dps=(-5.0, 8.0, 3.0)),
    "ringing": Worn(ringing_g=1.0, tilt_deg=15, yaw_deg=-10, rate_error_pct=3, lost_pct=0.3),
}


@dataclass(frozen=True, eq=False)
class Played:
    """Strides as they came out: degrees and g by the names of the truth; windows of regularity, 1 is perfect."""

    strides: np.ndarray
    sides: np.ndarray
    windows: np.ndarray
    variability_pct: float


def played(
    counts: np.ndarray, period_us: int, true_period_us: float, lost: np.ndarray, gyroscope: bool = True
) -> Played:
    """Feed samples to the gait core and the form, polling as the app does."""
    gait = Gait(period_us, gyroscope)
    form = Form(gait, gyroscope)
    strides, sides, windows = [], [], []
    every = max(round(POLL_S * 1e6 / period_us), 1)
    samples = array("i", np.ascontiguousarray(counts, np.int32).tobytes())
    gaps = [int(at) for at in np.flatnonzero(lost)]
    polls = range(1, len(counts) + 1, every)
    first = 0
    for end in sorted({*gaps, *polls, len(counts)}):
        while first < end:
            first = gait.feed(samples, first, end)
            while step := gait.take():
                if form.add(step, step.flags):
                    one = form.stride
                    begin_s = (one.initial_contact_s + one.initial_contact_us * 1e-6) * true_period_us / period_us
                    values = [
                        value / (1000 if "_g" in name else 100) for name, value in zip(NAMES, one.values, strict=True)
                    ]
                    strides.append((begin_s, *values))
                    sides.append(one.side)
        if end in polls:
            before = form.regularity.windows
            form.work()
            if form.regularity.windows != before:
                windows.append([value / 10_000 for value in form.regularity.values])
        if end < len(counts) and lost[end]:
            gait.gap(int(lost[end]))
    table = np.array(strides, dtype=STRIDE_TRUTH_TYPE)
    return Played(table, np.array(sides), np.array(windows).reshape(-1, 6), form.variability.bp / 100)


def played_simulation(simulation: Simulation) -> Played:
    """Play a simulated run."""
    return played(simulation.counts, simulation.period_us, 1e6 / simulation.rate_hz, simulation.lost)


def errors(simulation: Simulation, found: Played) -> dict[str, tuple[float, float, float]]:
    """Return truth's mean, mean error and root mean square error per stride of each value."""
    truth = stride_truth(simulation)
    nearest = [
        int(np.argmin(np.abs(truth["initial_contact_s"] - begin_s))) for begin_s in found.strides["initial_contact_s"]
    ]
    wanted, got = truth[nearest][SETTLED:-3], found.strides[SETTLED:-3]
    return {
        name: (
            float(wanted[name].mean()),
            float((got[name] - wanted[name]).mean()),
            float(np.sqrt(((got[name] - wanted[name]) ** 2).mean())),
        )
        for name in NAMES
    }


if __name__ == "__main__":
    for worn_name, worn in WORN.items():
        for style, seed in ((0.0, 1), (1.0, 2), (1.0, 3), (1.0, 4)):
            run = simulate(Runner(style=style), worn, "stand 3, run 60, stand 3", seed)
            said = " ".join(
                f"{name} {mean:.2f} {off:+.2f} {rms:.2f};"
                for name, (mean, off, rms) in errors(run, played_simulation(run)).items()
            )
            print(f"{worn_name}, style {style:g}, seed {seed}: {said}")
