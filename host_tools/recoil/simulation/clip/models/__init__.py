"""Models of the clip's chips on an I2C bus, in virtual time. They run on CPython and on MicroPython.

Time comes from a clock object with `now_us()`; what the sensor feels from a motion object (`motion.py`). Reading and
driving a model allocates nothing, so that a firmware loop can be tested under a locked heap.
"""
