"""The coach: which step earns a cue. Whole numbers in, decisions out, the same on CPython and on MicroPython.

`coach.Coach` is the door; `docs/cueing.md` says each rule, its numbers and its evidence.
"""
