"""The virtual clip: the firmware's own files on real MicroPython, with models in place of the hardware."""
