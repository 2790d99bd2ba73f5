"""Files of other makers: known by how they begin; units come from their head, else from the physics.

`TABLES` are files of one table, `FOLDERS` folders or zip archives of one table per sensor, `WHOLE` are read by a
function of their own. `docs/recordings.md` says which of them were tried on a file of the maker's own.
"""

from recoil.recording.readers import (
    actigraph,
    axivity,
    movella,
    parquet_table,
    phyphox,
    physics_toolbox,
    sensor_logger,
    shimmer,
)
from recoil.recording.readers.layout import Foreign, Pair, Samples, Whole

TABLES: tuple[Foreign, ...] = (phyphox.TABLE, physics_toolbox.TABLE, movella.TABLE)
FOLDERS: tuple[Pair, ...] = (sensor_logger.FOLDER, phyphox.FOLDER)
WHOLE: tuple[Whole, ...] = (actigraph.FILE, actigraph.TABLE, axivity.FILE, shimmer.FILE, parquet_table.FILE)

__all__ = ["FOLDERS", "TABLES", "WHOLE", "Foreign", "Pair", "Samples", "Whole"]
