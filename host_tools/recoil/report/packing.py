"""Numbers for a page, small: `columns.js` reads them."""

import base64
from typing import Any

import numpy as np


def column(values: np.ndarray, digits: int) -> dict[str, Any]:
    """Return values as differences of whole numbers, one after the other: small, and the same again when read.

    16 bits each; more where they do not fit. A missing value keeps the one before and is named in `gaps` as
    (first, how many), so that lines break there.
    """
    scale = 10**digits
    known = np.isfinite(values)
    whole = np.zeros(len(values), dtype=np.int64)
    whole[known] = np.rint(values[known] * scale).astype(np.int64)
    last = np.maximum.accumulate(np.where(known, np.arange(len(values)), 0)) if len(values) else known
    whole = whole[last] if len(values) else whole
    change = np.diff(whole, prepend=0)
    largest = int(np.abs(change).max()) if len(change) else 0
    bits = next(bits for bits in (16, 32, 64) if bits == 64 or largest < 2 ** (bits - 1))
    edges = np.flatnonzero(np.diff(np.concatenate(([0], ~known, [0])))).reshape(-1, 2)
    return {
        "n": len(values),
        "scale": scale,
        "bits": bits,
        "data": base64.b64encode(change.astype({16: "<i2", 32: "<i4", 64: "<f8"}[bits]).tobytes()).decode(),
        "gaps": [[int(first), int(end - first)] for first, end in edges],
    }
