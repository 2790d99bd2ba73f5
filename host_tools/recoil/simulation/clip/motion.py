"""The motion a virtual clip feels: what its sensor gives, sample by sample, at the rate it has."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from recoil.recording.mount import Mount
from recoil.recording.reading import ACC_G_PER_COUNT, Recording
from recoil.simulation.runner import Simulation

NOMINAL_HZ = 6667 / 32
TRIM_STEP = 0.0015
LEAST_TRIM, MOST_TRIM = -128, 127
_REST_S = 1.0
_ONE_G = 1 / ACC_G_PER_COUNT


@dataclass(frozen=True, eq=False)
class Motion:
    """`counts` (n x 6, int16) in the chip's axes and units; `trim` makes the sensor as fast as they were taken."""

    counts: np.ndarray
    trim: int = 0

    def __post_init__(self) -> None:
        """Refuse what no chip delivers."""
        if self.counts.ndim != 2 or self.counts.shape[1] != 6 or self.counts.dtype != np.int16:
            raise ValueError(f"the samples are {self.counts.shape} {self.counts.dtype}, not n x 6 int16")

    @classmethod
    def of_simulation(cls, simulation: Simulation, mount: Mount | None = None) -> "Motion":
        """Take a simulated run; `mount` says how the chip sits in the clip."""
        return cls.at_rate(simulation.counts, simulation.rate_hz, mount)

    @classmethod
    def of_recording(cls, recording: Recording, mount: Mount | None = None, worn: Mount | None = None) -> "Motion":
        """Take a recording; `worn` turns its axes to the body's, `mount` says how the chip sits in the clip."""
        return cls.at_rate(recording.counts(worn), recording.rate_hz, mount)

    @classmethod
    def at_rate(cls, counts: np.ndarray, rate_hz: float, mount: Mount | None = None) -> "Motion":
        """Take counts in body axes; a rate that no sensor has (nominal +-19 %) is brought to the nominal one."""
        counts = np.hstack([turned(counts[:, :3], mount), turned(counts[:, 3:], mount)])
        trim = round((rate_hz / NOMINAL_HZ - 1) / TRIM_STEP)
        if not LEAST_TRIM <= trim <= MOST_TRIM:
            trim = 0
            at = np.arange(0, len(counts) - 1, rate_hz / NOMINAL_HZ)
            columns = [np.interp(at, np.arange(len(counts)), counts[:, axis]) for axis in range(6)]
            counts = np.rint(np.column_stack(columns)).astype(np.int16)
        return cls(counts, trim)

    @property
    def rate_hz(self) -> float:
        """Rate of the sensor that takes the samples."""
        return NOMINAL_HZ * (1 + TRIM_STEP * self.trim)

    @property
    def seconds(self) -> float:
        """How long the samples last."""
        return len(self.counts) / self.rate_hz

    def rest(self, end: bool) -> list[int]:
        """Return what standing still gives before the first sample, or after the last."""
        size = round(_REST_S * self.rate_hz)
        level = self.counts[-size:, :3] if end else self.counts[:size, :3]
        mean = level.astype(float).mean(axis=0) if len(level) else np.zeros(3)
        length = float(np.linalg.norm(mean))
        upright = np.array([0.0, 1.0, 0.0]) if length < _ONE_G / 2 else mean / length
        return [int(value) for value in np.rint(upright * _ONE_G)] + [0, 0, 0]

    def write(self, path: Path) -> Path:
        """Write the samples for a virtual clip."""
        path.write_bytes(self.counts.astype("<i2").tobytes())
        return path


def turned(body: np.ndarray, mount: Mount | None) -> np.ndarray:
    """Turn counts from body to chip axes."""
    if mount is None:
        return body
    return np.clip(mount.inverse.to_body(body.astype(np.int32)), -32768, 32767).astype(np.int16)
