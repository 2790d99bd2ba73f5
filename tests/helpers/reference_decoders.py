"""Every FIT file is read by two decoders that are not ours: Garmin's own and fitdecode."""

import io
from functools import lru_cache
from typing import Any

import fitdecode
from garmin_fit_sdk import Decoder, Stream

Messages = dict[str, list[dict[Any, Any]]]


def decoded(data: bytes) -> Messages:
    """Return the messages by name, as Garmin's decoder reads them; neither decoder may find anything wrong."""
    decoder = Decoder(Stream.from_byte_array(bytearray(data)))
    assert decoder.is_fit()
    assert decoder.check_integrity()
    decoder = Decoder(Stream.from_byte_array(bytearray(data)))
    found: Any = decoder.read(convert_datetimes_to_dates=False, merge_heart_rates=False)
    messages, errors = found
    assert not errors
    theirs = other_messages(data)
    count: dict[str, int] = {}
    for name, _ in theirs:
        count[name] = count.get(name, 0) + 1
    for name, rows in messages.items():
        plain = str(name).removesuffix("_mesgs")
        if plain.isdigit():
            plain = f"unknown_{plain}"
        assert count.get(plain) == len(rows), plain
    return {str(name).removesuffix("_mesgs"): rows for name, rows in messages.items()}


@lru_cache(maxsize=8)
def other_messages(data: bytes) -> list[tuple[str, dict[str, Any]]]:
    """Return name and raw values of every message, as fitdecode reads them; of a file asked for again the same list."""
    found = []
    with fitdecode.FitReader(
        io.BytesIO(data), check_crc=fitdecode.CrcCheck.RAISE, error_handling=fitdecode.ErrorHandling.RAISE
    ) as reader:
        for frame in reader:
            if isinstance(frame, fitdecode.FitDataMessage):
                found.append((frame.name, {field.name: field.raw_value for field in frame.fields}))
    return found
