"""How the spring holds a waistband: beam theory along the strip as it is printed, plain numbers.

A cantilever from where the leg leaves the plate, through the bend, down to the dip, which presses on the band. Bending
alone counts (Castigliano); at the bend the stress is that of a curved beam (Winkler and Bach), as in Roark's Formulas
for Stress and Strain, chapter 9. Nothing here was measured.
"""

from math import log, pi, radians, sin, tan

from . import dimensions as d

TOP_MM = d.CASE_Y_MM / 2
R_MM = (d.ARM_GAP_MM + d.ARM_MM) / 2
"""Of the bend's middle line."""
BEND_Y_MM = TOP_MM - R_MM - d.ARM_MM / 2
TIP_Y_MM = TOP_MM - d.ARM_LONG_MM
ROOM_MM = d.ARM_MM + d.ARM_GAP_MM
"""From the plate to the arm: the thickest band."""
DIP_Y_MM = TIP_Y_MM + ROOM_MM / tan(radians(d.ARM_FLARE_DEG))
"""Where it presses; the slope to the tip opens as wide as the arm."""
LENGTH_MM = BEND_Y_MM - DIP_Y_MM
_STEPS = 400


def width_mm(y_mm: float) -> float:
    """How wide the arm is at a height: its corners, the window and the strap's slots are off."""
    wide = min(d.ARM_X_MM, d.ARM_TIP_X_MM + 2 * (y_mm - TIP_Y_MM))
    low, high = d.ARM_WINDOW_Y_MM
    if low < y_mm < high:
        wide -= d.ARM_WINDOW_X_MM - 2 * abs(y_mm - (low + high) / 2)
    if abs(y_mm - d.ARM_STRAP_AT_MM) < d.ARM_STRAP_Y_MM / 2:
        wide -= 2 * d.ARM_STRAP_X_MM
    return wide


def _sections() -> list[tuple[float, float, float]]:
    """Pieces of the strip from the dip to the plate: (length, lever to the dip, width), all in mm."""
    step = LENGTH_MM / _STEPS
    found = [(step, (i + 0.5) * step, width_mm(DIP_Y_MM + (i + 0.5) * step)) for i in range(_STEPS)]
    turn = pi / _STEPS
    return found + [(R_MM * turn, LENGTH_MM + R_MM * sin((i + 0.5) * turn), d.ARM_X_MM) for i in range(_STEPS)]


def stiffness_n_per_mm() -> float:
    """Force at the dip for each mm that it is pushed away from the plate."""
    second_moment = d.ARM_MM**3 / 12
    return 1 / sum(long * lever**2 / (d.PETG_E_MPA * second_moment * wide) for long, lever, wide in _sections())


def force_n(band_mm: float) -> float:
    """How hard a band of this thickness is pressed."""
    return stiffness_n_per_mm() * (band_mm + d.ARM_SPRUNG_MM)


def friction_n(band_mm: float) -> float:
    """What it takes to pull the clip off straight: both faces of the band rub."""
    return 2 * d.FRICTION * force_n(band_mm)


def push_n(band_mm: float) -> float:
    """What it takes to push the clip on: the band wedges up the slope of the dip and rubs on the plate."""
    slope = tan(radians(d.ARM_FLARE_DEG))
    return force_n(band_mm) * ((d.FRICTION + slope) / (1 - d.FRICTION * slope) + d.FRICTION)


def stress_mpa(band_mm: float) -> float:
    """The highest: at the inside of the bend, or where the arm is narrow."""
    force = force_n(band_mm)
    straight = max(6 * force * lever / (wide * d.ARM_MM**2) for _, lever, wide in _sections()[:_STEPS])
    inner, outer = R_MM - d.ARM_MM / 2, R_MM + d.ARM_MM / 2
    neutral = d.ARM_MM / log(outer / inner)
    moment = force * (LENGTH_MM + R_MM)
    curved = moment * (neutral - inner) / (d.ARM_X_MM * d.ARM_MM * (R_MM - neutral) * inner)
    return max(straight, curved)


def strain(band_mm: float) -> float:
    """The highest, as a share of length."""
    return stress_mpa(band_mm) / d.PETG_E_MPA


def margin(band_mm: float) -> float:
    """Yield over stress."""
    return d.PETG_YIELD_MPA / stress_mpa(band_mm)
