"""Form beyond steps: pelvis motion, braking, regularity and variability, in plain integers.

Works on what the gait core keeps; `docs/stride.md` defines every number.
"""
