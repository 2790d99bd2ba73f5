"""Physics Toolbox Sensor Suite (phones): g-force in g, rotation in rad/s, an empty line above the columns."""

from recoil.recording.readers.layout import Foreign

TABLE = Foreign("Physics Toolbox", "time", 1.0, ("gFx", "gFy", "gFz"), ("wx", "wy", "wz"), preamble=True)
