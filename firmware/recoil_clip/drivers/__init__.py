"""Drivers of the clip's chips: one chip per file, its registers beside it.

They take an object with the calls of `machine.I2C` and raise the named errors of `errors.py`; no loop in here can hang.
"""
