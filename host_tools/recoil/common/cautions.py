"""What is said wherever pain, balance or a change of form is shown; sources in `docs/evidence.md`."""

SEE_SOMEONE = (
    "Is the saddle area newly numb? Is there trouble with bladder or bowel, a weak leg, pain at night or after a "
    "fall? Then see a doctor now."
)

STAND_SAFELY = "Stand near a wall or a table for closed eyes and single-leg work; a hand on it is the easier variant."
CALF = (
    "Softer or quicker running moves load to calf and Achilles tendon (Chan 2018: fewer injuries of the knee, more of "
    "those): change little at a time, and stop if they hurt."
)
ASYMMETRY = (
    "Cues about asymmetry are advised against: in 836 runners it did not raise the risk of injury, and two measures "
    "went with less of it (Malisoux 2024)."
)
