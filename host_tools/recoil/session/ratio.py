"""How well raw samples compress: `python -m recoil.session.ratio RUN.csv.gz ...`."""

import sys
from collections.abc import Iterable

import numpy as np

from recoil.common.errors import RecoilError
from recoil.recording.reading import Recording, read_recording
from recoil_clip.log.raw import RawPage
from recoil_clip.spec.log import PAGE_RAW

RAW_BYTES = 12  # of a sample as the chip gives it
BATCH = 10  # samples in 50 ms
PAGE_S = 8.0  # the writer ends a page at every flush


def pages_of(counts: np.ndarray, page_samples: int) -> list[bytes]:
    """Return n x 6 counts as pages of at most so many samples."""
    raw = RawPage()
    pages: list[bytes] = []

    def end() -> None:
        raw.finish()
        raw.page.number = len(pages)
        pages.append(bytes(raw.page.seal(PAGE_RAW, 1, False)))
        raw.clear()

    flat, number = counts.ravel().tolist(), 0
    while number < len(counts):
        if raw.is_full() or raw.count >= page_samples:
            end()
        if not raw.count:
            raw.begin(number)
        batch = min(BATCH, len(counts) - number)
        raw.add(flat, 6 * number, batch)
        number += batch
    if raw.count:
        end()
    return pages


def bytes_per_sample(recording: Recording) -> float:
    """Return the mean size of a compressed sample, all page heads and checks counted."""
    counts = recording.counts()
    return sum(map(len, pages_of(counts, round(PAGE_S * recording.rate_hz)))) / len(counts)


def main(paths: Iterable[str]) -> None:
    """Print a line for each recording, then the mean."""
    found = []
    for path in paths:
        recording = read_recording(path)
        found.append(bytes_per_sample(recording))
        print(f"{recording.name:24s} {found[-1]:6.2f} bytes/sample {found[-1] / RAW_BYTES:6.1%}")
    if found:
        print(f"{'mean':24s} {np.mean(found):6.2f} bytes/sample {np.mean(found) / RAW_BYTES:6.1%}")


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except RecoilError as error:
        sys.exit(str(error))
