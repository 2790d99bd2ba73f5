"""What is followed over weeks: one entry for each number that a session has."""

from dataclasses import dataclass

from .entry import Entry


@dataclass(frozen=True)
class Metric:
    """`name` and `half` are fields of an `Entry`; `half` is half of the value's own 95 % interval."""

    name: str
    title: str
    unit: str
    digits: int
    about: str
    half: str | None = None

    def of(self, entry: Entry) -> float | None:
        """Return a session's value."""
        return getattr(entry, self.name)

    def half_of(self, entry: Entry) -> float | None:
        """Return half of the 95 % interval that the session itself gives, if it gives one."""
        return getattr(entry, self.half) if self.half else None

    @property
    def rounding(self) -> float:
        """Return the smallest spread worth believing: half a unit of the last digit shown."""
        return 0.5 * 10**-self.digits

    def said(self, value: float | None, sign: bool = False) -> str:
        """Return a value as it is shown, without its unit."""
        if value is None:
            return "–"
        text = f"{value:{'+' if sign else ''}.{self.digits}f}"
        return text.lstrip("+-") if not text.strip("+-0.") else text


METRICS = (
    Metric("cadence_spm", "cadence", "steps/min", 1, "steps a minute while running"),
    Metric("bounce_mm", "bounce", "mm", 0, "vertical travel of the pelvis in a step, not of the centre of mass"),
    Metric("contact_ms", "contact", "ms", 0, "time of a foot on the ground"),
    Metric("flight_ms", "flight", "ms", 0, "time off the ground; negative: both feet were down"),
    Metric("unsteadiness_pct", "unsteadiness", "%", 2, "change of step time from step to step, median of the minutes"),
    Metric("contact_left_pct", "contact, left", "%", 2, "left share of contact time", "contact_half_pct"),
    Metric("step_time_left_pct", "step time, left", "%", 2, "left share of step time", "step_time_half_pct"),
    Metric("bounce_left_pct", "bounce, left", "%", 2, "left share of bounce", "bounce_half_pct"),
    Metric("peak_g", "peak", "g", 2, "highest upward acceleration: a trend within this runner, not a load"),
    Metric("stiffness_n_per_m_kg", "stiffness", "N/m/kg", 0, "modelled from contact and flight, for level ground only"),
    Metric("stride_regularity", "regularity", "of 1", 3, "how alike strides are, up and down; 1 is perfect"),
    Metric("step_variability_pct", "variability", "%", 2, "spread of step times over 150 steps"),
    Metric("pelvis_tilt_deg", "pelvis tilt", "°", 1, "range in a stride, of the pelvis, not of the lumbar spine"),
    Metric("pelvis_rotation_deg", "pelvis rotation", "°", 1, "range in a stride, about the upright axis"),
    Metric("braking_g", "braking", "g", 3, "backward acceleration early in contact: a trend within this runner"),
)
BALANCES = tuple(metric for metric in METRICS if metric.half)
