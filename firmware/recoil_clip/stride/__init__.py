"""Form beyond steps: pelvis motion, braking, regularity and variability, in plain integers.

Works on what the gait core keeps; `FORM.md` beside this file defines every number.
"""
