"""The session log: what the clip writes while it records. `docs/session-format.md` describes every byte.

Runs unmodified on CPython and MicroPython and writes the same bytes on both. Nothing that is called for every step or
sample allocates; `flush_due` does, a little.
"""
