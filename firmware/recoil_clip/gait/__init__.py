"""The gait core: raw motion samples in, running steps out, in plain integers.

Runs unmodified on CPython and on MicroPython (bytecode or native code). `docs/gait.md` explains the
chain.
"""
