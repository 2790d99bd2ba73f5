"""FIT files as watches write them, put together byte by byte, without the code that is tested."""

import struct
from collections.abc import Callable, Sequence

import numpy as np

EPOCH_S = 631_065_600
U8, U16, S32, U32, TEXT, ENUM = (0x02, "B"), (0x84, "H"), (0x85, "i"), (0x86, "I"), (0x07, "8s"), (0x00, "B")
FIELDS = {
    # of a record: number, base type
    "time": (253, U32),
    "lat": (0, S32),
    "long": (1, S32),
    "altitude": (2, U16),
    "heart_rate": (3, U8),
    "cadence": (4, U8),
    "distance": (5, U32),
    "speed": (6, U16),
    "fraction": (53, U8),
    "oscillation": (39, U16),
    "stance": (41, U16),
    "unknown": (200, U16),
}
INVALID = {"B": 0xFF, "H": 0xFFFF, "i": 0x7FFFFFFF, "I": 0xFFFFFFFF}


def crc(data: bytes) -> int:
    """Return FIT's checksum, bit by bit."""
    value = 0
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = value >> 1 ^ (0xA001 if value & 1 else 0)
    return value


class WatchFile:
    """Definitions and messages, one behind the other."""

    def __init__(self) -> None:
        self.body = bytearray()
        self.formats: dict[int, str] = {}

    def define(
        self,
        local: int,
        number: int,
        fields: Sequence[tuple[int, tuple[int, str]]],
        own: Sequence[tuple[int, int, int]] = (),
        order: str = "<",
    ) -> None:
        sizes = [(field, struct.calcsize("<" + form), code) for field, (code, form) in fields]
        self.body += struct.pack(
            order + "BBBHB", 0x40 | (0x20 if own else 0) | local, 0, order == ">", number, len(sizes)
        )
        for entry in sizes:
            self.body += bytes(entry)
        if own:
            self.body += bytes((len(own), *(byte for entry in own for byte in entry)))
        self.formats[local] = (
            order + "".join(form for _, (_, form) in fields) + "".join(f"{size}s" for _, size, _ in own)
        )

    def data(self, local: int, *values: float | bytes, second: int | None = None) -> None:
        """Append a message; with `second`, its head holds the last five bits of that time."""
        self.body.append(local if second is None else 0x80 | local << 5 | second & 31)
        self.body += struct.pack(self.formats[local], *values)

    def file(self, header_bytes: int = 14, protocol: int = 0x20) -> bytes:
        head = struct.pack("<BBHI4s", header_bytes, protocol, 2100, len(self.body), b".FIT")
        if header_bytes == 14:
            head += struct.pack("<H", crc(head))
        data = head + bytes(self.body)
        return data + struct.pack("<H", crc(data))


def watch_cadence(
    cadence_spm: Callable[[float], float],
    running: Sequence[tuple[float, float]],
    seconds: int,
    offset_s: float,
    seed: int = 1,
    delay_s: float = 2.0,
    walks: bool = True,
) -> np.ndarray:
    """Return what a watch says each second, in whole strides per minute.

    It says late what was averaged over 4 s, with an error of a step or so; `offset_s` is its time at the clip's zero.
    """
    random = np.random.default_rng(seed)
    time_s = np.arange(seconds) - offset_s - delay_s
    parts = []
    for back_s in range(4):
        at = time_s - back_s
        value = np.where(walks, 110.0, 0.0) * np.ones(seconds)
        for since, until in running:
            within = (at >= since) & (at < until)
            value[within] = [cadence_spm(t) for t in at[within]]
        parts.append(value)
    mean = np.mean(parts, axis=0) + random.normal(0, 1.0, seconds)
    mean[(time_s + delay_s + offset_s) < 20] = 0  # standing about until the satellites are found
    return np.rint(np.maximum(mean, 0) / 2).astype(int)


def plain_run(first_time: int, strides: np.ndarray, every: Sequence[int] | None = None, sport: int = 1) -> bytes:
    """Return a run with place, heart rate, cadence and one lap; `every` are the seconds that were recorded."""
    file = WatchFile()
    file.define(0, 0, [(0, ENUM), (1, U16), (4, U32)])
    file.data(0, 4, 1, first_time)
    names = ("time", "lat", "long", "heart_rate", "cadence", "distance")
    file.define(1, 20, [FIELDS[name] for name in names])
    for second in range(len(strides)) if every is None else every:
        file.data(
            1, first_time + second, 600_000_000 + second, 70_000_000 + second, 140, int(strides[second]), 280 * second
        )
    last = first_time + len(strides) - 1
    file.define(2, 19, [(254, U16), (253, U32), (2, U32), (7, U32)])
    file.data(2, 0, last, first_time, 1000 * (last - first_time))
    file.define(3, 18, [(254, U16), (253, U32), (2, U32), (5, ENUM)])
    file.data(3, 0, last, first_time, sport)
    file.define(4, 34, [(253, U32), (1, U16), (2, ENUM), (3, ENUM), (4, ENUM)])
    file.data(4, last, 1, 0, 26, 1)
    return file.file()
