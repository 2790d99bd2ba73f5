"""Spring, steadiness, pelvis and form over time in short lines; what was not measured has none."""

from collections.abc import Iterator

from recoil.report.stride_words import DRIFTING, REGULARITIES
from recoil.session import Session
from recoil.session.form import braking_of, pelvis_of, steadiness_of
from recoil.session.form_drift import FormDrift, form_drifts
from recoil.session.spring import spring_of

MOST_CHANGED = 2


def form_lines(session: Session) -> Iterator[str]:
    """Yield a line for each."""
    spring = spring_of(session)
    if spring.vertical_n_per_m_kg is not None and spring.vertical_low and spring.vertical_high:
        ends = f"{spring.vertical_low:.0f} to {spring.vertical_high:.0f}"
        yield f"spring {spring.vertical_n_per_m_kg:.0f} ({ends}) N/m per kg, modelled for level ground"
    elif spring.invalid:
        yield f"spring: not valid, {spring.invalid[0]}"
    steadiness = steadiness_of(session) or {}
    ends = [steadiness.get(f"vertical_{lag}_regularity") for lag in ("step", "stride")]
    if None not in ends:
        varies = steadiness["step_variability_pct"]
        text = f", variability {varies:.2f} %" if varies is not None else ""
        yield f"steadiness: regularity {ends[0]:.2f} a step, {ends[1]:.2f} a stride{text}"
    pelvis, braking = pelvis_of(session), braking_of(session)
    if pelvis:
        drop = f"drop {pelvis['drop_left_deg']:.1f}° left, {pelvis['drop_right_deg']:.1f}° right"
        yield f"pelvis: tilt {pelvis['tilt_deg']:.1f}°, {drop}, rotation {pelvis['rotation_deg']:.1f}°"
    if braking:
        yield f"braking {braking['left_g']:.2f} g left, {braking['right_g']:.2f} g right"
    yield from _over_time({one.name: one for one in form_drifts(session)})


def _over_time(drifts: dict[str, FormDrift]) -> Iterator[str]:
    """Yield what the middle or the last third has beyond the spread, the largest first."""
    found = []
    for one in DRIFTING:
        drift = drifts.get(one.name)
        if drift is None or one in REGULARITIES:  # by the minute: too few here
            continue
        beyond = max(abs(drift.change), abs(drift.middle - drift.first)) / max(drift.spread, 1e-9)
        values = ", ".join(f"{value:.{one.digits}f}" for value in (drift.first, drift.middle, drift.last))
        found.append((beyond, f"{one.label.lower()} {values} {one.unit}"))
    changed = [text for beyond, text in sorted(found, reverse=True) if beyond > 1][:MOST_CHANGED]
    for text in changed:
        yield f"in thirds: {text}"
    if found and not changed:
        yield "in thirds: spring, pelvis and braking stayed within their spread"
