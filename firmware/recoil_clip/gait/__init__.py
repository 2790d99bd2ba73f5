"""The gait core: raw motion samples in, running steps out, in plain integers.

Runs unmodified on CPython and on MicroPython (bytecode or native code). `DESIGN.md` beside this file explains the
chain.
"""
