"""Raw samples as the CSV that `recoil replay` reads, page by page: hours of them do not fit into memory as text."""

import gzip
from collections.abc import Callable
from typing import BinaryIO

import numpy as np

from recoil.recording.column_names import ACC, GYR, TIME

from .pages import Page
from .raw import COUNT, RawError, decode
from .session import Session


def write_raw(session: Session, stream: BinaryIO, advance: Callable[[int, int], None]) -> list[str]:
    """Write gzip-compressed CSV, all digits of every sample; return what was left out, in sentences.

    A gap in the samples is a gap in the times. Body axes: x forward, y up, z right. `advance` is told how many of how
    many pages are done.
    """
    header = session.header
    if header is None:
        raise ValueError("without a header there is no sample period")
    names = (TIME, *ACC, *(GYR if header.gyroscope else ()))
    line = ",".join(["%.6f"] * 4 + ["%.4f"] * (len(names) - 4)) + "\n"
    one = np.array([header.acceleration_g] * 3 + [header.rotation_dps] * 3)[: len(names) - 1]
    damage = []
    end = 0
    with gzip.GzipFile(fileobj=stream, mode="wb", compresslevel=6, mtime=0) as packed:
        packed.write((",".join(names) + "\n").encode())
        for number, page in enumerate(session.raw_pages):
            advance(number, len(session.raw_pages))
            try:
                counts = decode(page.payload)
            except RawError as fault:
                damage.append(f"{page.where}: {fault}")
                continue
            if page.base < end:
                damage.append(f"{page.where}: the samples before it were later ones")
                continue
            end = page.base + len(counts)
            rows = np.empty((len(counts), len(names)))
            rows[:, 0] = np.arange(page.base, end, dtype=np.int64) * header.period_ns * 1e-9
            rows[:, 1:] = counts[:, : len(names) - 1] * one
            packed.write((line * len(rows) % tuple(rows.ravel().tolist())).encode())
    return damage


def samples_in(pages: tuple[Page, ...]) -> int:
    """Return how many samples raw pages hold, by what each says of itself: nothing is unpacked."""
    return sum(COUNT.unpack_from(page.payload)[0] for page in pages if len(page.payload) >= COUNT.size)
