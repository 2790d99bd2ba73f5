"""Tables of steps as Parquet, with the unit of every column and where they come from in the metadata."""

import io
import json
from typing import Any

import numpy as np

from recoil.common.errors import RecoilError
from recoil.common.version import __version__

UNITS = {"s": "s", "ms": "ms", "mm": "mm", "g": "g", "spm": "1/min", "dps": "deg/s"}
"""What a name ends with, and the unit that it stands for."""


def unit_of(column: str) -> str:
    """Return the unit that a column's name says, empty for none."""
    return UNITS.get(column.rpartition("_")[2], "") if "_" in column else ""


def parquet_bytes(table: np.ndarray, about: dict[str, Any], constants: dict[str, str] | None = None) -> bytes:
    """Return a structured array as a Parquet file.

    Args:
        table: An array with named columns.
        about: What is said of the table as a whole, ready for JSON: where it comes from.
        constants: Further columns of text that are the same in every row.

    Returns:
        The file. A column's metadata hold `unit`, where it has one; the table's hold `recoil` (the version) and `about`
        as JSON.

    Raises:
        RecoilError: There is no pyarrow.
    """
    try:
        import pyarrow
        from pyarrow import parquet
    except ImportError:
        raise RecoilError("Parquet needs pyarrow: pip install 'recoil-clip[fast]'") from None
    names = table.dtype.names or ()
    columns = [pyarrow.array(table[name].tolist() if table[name].dtype.kind == "U" else table[name]) for name in names]
    names = (*names, *(constants or {}))
    columns += [
        pyarrow.array([text] * len(table), pyarrow.string()).dictionary_encode() for text in (constants or {}).values()
    ]
    fields = [
        pyarrow.field(name, column.type, metadata={"unit": unit_of(name)} if unit_of(name) else None)
        for name, column in zip(names, columns, strict=True)
    ]
    said = {"recoil": __version__, "about": json.dumps(about, allow_nan=False)}
    whole = pyarrow.table(columns, schema=pyarrow.schema(fields, metadata=said))
    stream = io.BytesIO()
    parquet.write_table(whole, stream, compression="zstd")
    return stream.getvalue()
