"""Started by MicroPython before main.py, also by a soft reset. Empty on purpose: nothing here can lock anyone out."""
