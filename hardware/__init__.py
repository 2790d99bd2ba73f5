"""The clip as a thing: what to buy, how it is wired, what to print, how long it runs.

`python -m hardware.build` makes all of it.
"""
