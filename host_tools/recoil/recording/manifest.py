"""A list of recordings with what is known of each: file, runner, mount, rate and units."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from recoil.common.errors import RecoilError, RecordingError, one_line
from recoil.recording.mount import Mount
from recoil.recording.reading import check_rate
from recoil.recording.units import Units, parse_units

COLUMNS = ("file", "runner", "mount", "rate", "acc_unit", "gyr_unit")

GUESS = "guess"


@dataclass(frozen=True)
class Item:
    """One recording to be replayed."""

    source: str
    """Its path, or a URL."""
    mount: Mount | None = None
    """None: the sensor's axes are the body's, unless it is to be guessed."""
    rate_hz: float | None = None
    units: Units | None = None
    runner: str = ""
    guesses_mount: bool = False
    """Whether a mount that is not known is found from running."""


def read_manifest(path: Path, given: Item | None = None) -> list[Item]:
    """Read a list of recordings.

    Args:
        path: A CSV file: the column `file` (a path, from the list's folder on, or a URL) and any of `runner`, `mount`
            (as `x=+z,y=-y,z=+x`, or `guess`), `rate` (Hz), `acc_unit` and `gyr_unit`.
        given: What holds where a cell is empty.

    Returns:
        The recordings, in the list's order.

    Raises:
        RecordingError: The list cannot be read or says what is not possible; the text names the line.
    """
    given = given or Item("")
    try:
        with path.open(newline="", encoding="utf-8-sig") as stream:
            rows = list(csv.reader(stream))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise RecordingError(f"{one_line(path)}: {getattr(error, 'strerror', None) or error}".lower()) from None
    head = [cell.strip().lower() for cell in rows[0]] if rows else []
    if "file" not in head:
        raise RecordingError(f"{one_line(path)}: the first line must name the columns, with one called file")
    unknown = [name for name in head if name not in COLUMNS]
    if unknown:
        raise RecordingError(
            f"{one_line(path)}: column {one_line(unknown[0], 30)!r} is not known; there are {', '.join(COLUMNS)}"
        )
    found: list[Item] = []
    for line, row in enumerate(rows[1:], 2):
        if any(cell.strip() for cell in row):
            try:
                found.append(_item(path.parent, head, row, given))
            except RecoilError as error:
                raise RecordingError(f"{one_line(path)}, line {line}: {error}") from None
    return found


def _item(folder: Path, head: Sequence[str], row: Sequence[str], given: Item) -> Item:
    cells = dict(zip(head, (cell.strip() for cell in row), strict=False))
    file = cells.get("file", "")
    if not file:
        raise RecordingError("no file is named")
    rate_hz, mount = given.rate_hz, given.mount
    if text := cells.get("rate"):
        try:
            rate_hz = check_rate(float(text))
        except ValueError:
            raise RecordingError(f"rate {one_line(text, 30)!r} is no number") from None
    guesses = given.guesses_mount
    if text := cells.get("mount"):
        guesses = text.lower() == GUESS
        mount = None if guesses else Mount.parse(text)
    units = given.units
    if cells.get("acc_unit") or cells.get("gyr_unit"):
        units = parse_units(cells.get("acc_unit"), cells.get("gyr_unit"))
    source = file if "://" in file else str(folder / file)
    return Item(source, mount, rate_hz, units, cells.get("runner", ""), guesses)
