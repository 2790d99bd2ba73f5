"""Spring, steadiness, pelvis motion and braking in lines for people."""

from collections.abc import Iterator
from typing import Any


def form_facts(found: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield label, text and style of each line of what is known."""
    spring, steadiness, pelvis, braking = (found[name] for name in ("spring", "steadiness", "pelvis", "braking"))
    if spring["vertical_n_per_m_kg"] is not None:
        ends = [spring[f"vertical_{end}"] for end in ("low", "high")]
        between = f" ({ends[0]:.0f} to {ends[1]:.0f})" if None not in ends else ""
        text = f"{spring['vertical_n_per_m_kg']:.0f}{between} N/m per kg, sinks {spring['compression_mm']:.0f} mm"
        yield "spring", f"{text}: estimated from contact and flight, on level ground only", ""
        if spring["leg_kn_per_m"] is not None:
            yield "leg", f"{spring['leg_kn_per_m']:.1f} kN/m, estimated at the pace that was set", ""
    elif spring["invalid"]:
        yield "spring", f"stiffness not valid: {'; '.join(spring['invalid'])}", ""
    if steadiness:
        parts = [
            f"{axis} {steadiness[f'{axis}_step_regularity']:.2f} / {steadiness[f'{axis}_stride_regularity']:.2f}"
            for axis in ("vertical", "forward", "side")
            if None not in (steadiness[f"{axis}_step_regularity"], steadiness[f"{axis}_stride_regularity"])
        ]
        if parts:
            yield "regularity", f"{', '.join(parts)} (after a step / a stride; 1 is perfect)", ""
        if steadiness["step_variability_pct"] is not None:
            yield "variability", f"{steadiness['step_variability_pct']:.2f} % of step time, over 150 steps", ""
    if pelvis:
        ranges = ", ".join(f"{name} {pelvis[f'{name}_deg']:.1f}°" for name in ("tilt", "obliquity", "rotation"))
        yield "pelvis", f"{ranges} in a stride; of the pelvis, not of the lumbar spine", ""
        yield "drop", f"left {pelvis['drop_left_deg']:.1f}°, right {pelvis['drop_right_deg']:.1f}°, in stance", ""
    if braking:
        left, right = braking["left_g"], braking["right_g"]
        yield "braking", f"left {left:.2f} g, right {right:.2f} g: a trend within one runner", ""
