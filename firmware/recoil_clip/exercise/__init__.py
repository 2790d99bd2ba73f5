"""Screens and core work on the clip: what is done in which order, when it is over, how still it was.

Pure whole-number logic that knows no device; `Sequence` is the door. What it measures and why: `docs/screening.md`.
"""
