"""The virtual clip around its chips: what a board's MicroPython gives a program, in virtual time.

Runs on MicroPython's unix port, where `start.py` is the way in; all but file system and console also on CPython, for
`recoil.simulation.clip.fallback`.
"""
