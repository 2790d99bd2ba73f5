"""How the spring holds: a cantilever's textbook formulas, plain numbers."""

from . import dimensions as d

LENGTH_MM = d.ARM_LONG_MM - d.ARM_DIP_UP_MM - d.ARM_MM - d.ARM_GAP_MM / 2
"""From the bend to where the dip presses."""
WIDTH_MM = d.ARM_X_MM - d.ARM_WINDOW_X_MM
"""Where it is narrowest: beside the window."""
ROOM_MM = d.ARM_MM + d.ARM_GAP_MM
SLIT_MM = ROOM_MM - d.ARM_DIP_MM
"""What the dip leaves between itself and the plate."""


def force_n(band_mm: float) -> float:
    """How hard a band of this thickness is pressed."""
    bent_mm = max(band_mm - SLIT_MM, 0.0)
    return d.PETG_E_MPA * WIDTH_MM * d.ARM_MM**3 / (4 * LENGTH_MM**3) * bent_mm


def stress_mpa(band_mm: float) -> float:
    """At the bend, the highest."""
    bent_mm = max(band_mm - SLIT_MM, 0.0)
    return 1.5 * d.PETG_E_MPA * d.ARM_MM * bent_mm / LENGTH_MM**2


def margin(band_mm: float) -> float:
    """Yield over stress."""
    return d.PETG_YIELD_MPA / stress_mpa(band_mm)
