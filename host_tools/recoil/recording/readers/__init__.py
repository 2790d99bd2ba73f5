"""Files of other makers: which columns are which, told from their first line; units then come from the physics.

`TABLES` are files of one table, `FOLDERS` folders or zip archives of one table per sensor. `docs/recordings.md` says
which of them were tried on a file of the maker's own.
"""

from recoil.recording.readers import movella, phyphox, physics_toolbox, sensor_logger
from recoil.recording.readers.layout import Foreign, Pair

TABLES: tuple[Foreign, ...] = (phyphox.TABLE, physics_toolbox.TABLE, movella.TABLE)
FOLDERS: tuple[Pair, ...] = (sensor_logger.FOLDER, phyphox.FOLDER)

__all__ = ["FOLDERS", "TABLES", "Foreign", "Pair"]
