"""Files of a clip, faster than text at a prompt: whole folders in one stream of framed, checked bytes."""

import json
from binascii import b2a_base64, crc32
from collections.abc import Callable, Iterator, Sequence
from pathlib import PurePosixPath

from .errors import DeviceError, LinkLostError
from .patience import OVER_S, OutOfPatience
from .repl import SILENCE_S, ClipError, Link, lost, sensible
from .schema import CRC, row, text, whole

Progress = Callable[[int], None]  # bytes more
FRAME_BYTES = 2048
UNREADABLE = 0xFFFF
CHUNK_BYTES = 1536  # written at once: 2 KB of program on the clip
STREAM_TIMEOUTS = 3  # reads of `SILENCE_S`
FILE_S = 8.0  # until a file has begun to come
LONG_S = 15.0
SLOWEST_BYTES_PER_S = 5000.0
MOST_BYTES = 1 << 18  # of a file whose size was not told
HASHES_BYTES, HASH_EACH_S, HASHES_S = 1 << 17, 0.02, 60.0
"""Two copies of the firmware: some 100 files, 100 bytes of answer and 0.1 s each."""
CRC_S, CRC_EACH_S = 12, 2.0
CRC_OF_S = 1.0
"""For one more file at the longest: 64 KB of raw samples."""
_HASH = row(text(300), text(64))

# A frame is its length (two bytes) and its bytes; length 0 ends a file and is followed by the CRC-32 of all of it.
_SEND = """
import sys
from binascii import crc32
def send(paths):
    write = sys.stdout.buffer.write
    buffer = memoryview(bytearray({frame} + 2))
    body = buffer[2:]
    for path in paths:
        crc = 0
        try:
            with open(path, "rb") as file:
                while True:
                    n = file.readinto(body)
                    buffer[0] = n & 255
                    buffer[1] = n >> 8
                    write(buffer[:n + 2])
                    if not n:
                        break
                    crc = crc32(body[:n], crc)
        except OSError:
            write(b"\\xff\\xff")
            continue
        write(crc.to_bytes(4, "little"))
send({paths})
"""
_HASHES = """
import hashlib, json, os
from binascii import hexlify
buffer = memoryview(bytearray(1024))
def hashes(folder):
    for entry in os.ilistdir(folder):
        path = (folder if folder != "/" else "") + "/" + entry[0]
        if entry[1] & 0x4000:
            hashes(path)
        else:
            print(json.dumps([path, of(path)]))
def of(path):
    h = hashlib.sha256()
    with open(path, "rb") as file:
        while True:
            n = file.readinto(buffer)
            if not n:
                return hexlify(h.digest()).decode()
            h.update(buffer[:n])
"""
_CRC = """
from binascii import crc32
import json
buffer = memoryview(bytearray(1024))
crc = 0
for path in {paths}:
    with open(path, "rb") as file:
        while True:
            n = file.readinto(buffer)
            if not n:
                break
            crc = crc32(buffer[:n], crc)
    print(end=" ")
print(json.dumps(crc))
"""


def read_files(
    link: Link, paths: Sequence[str], progress: Progress = lambda more: None, most_bytes: int = MOST_BYTES
) -> Iterator[bytes | None]:
    """Yield the contents of each file in turn, None for one that the clip cannot read or that came wrong.

    A file that is larger than `most_bytes` is no file of a clip: a `LinkLostError`.
    """
    transport = link.transport
    with link.guarded():
        link.allow(FILE_S, 1 << 16)
        transport.exec_raw_no_follow(_SEND.format(frame=FRAME_BYTES, paths=json.dumps(list(paths))))
    for _ in paths:
        parts = []
        came = 0
        link.allow(FILE_S, most_bytes + most_bytes // 256 + 4096, longest_s=LONG_S + most_bytes / SLOWEST_BYTES_PER_S)
        while True:
            size = int.from_bytes(exactly(link, 2), "little")
            if size in (0, UNREADABLE):
                break
            came += size
            if came > most_bytes:
                raise OutOfPatience("a file of the clip does not end", "Pull the cable out, plug it in and try again.")
            parts.append(exactly(link, size))
            progress(size)
        data = b"".join(parts)
        yield data if not size and int.from_bytes(exactly(link, 4), "little") == crc32(data) else None
    with link.guarded():
        link.allow(FILE_S, 1 << 16)
        _, failed = transport.follow(timeout=STREAM_TIMEOUTS * SILENCE_S)
    if failed:
        raise ClipError(failed.decode("utf-8", "replace"))


def exactly(link: Link, size: int) -> bytes:
    """Return so many bytes of a stream."""
    data = b""
    silences = 0
    with link.guarded():
        while len(data) < size:
            more = link.transport.serial.read(size - len(data))
            silences = 0 if more else silences + 1
            if silences == STREAM_TIMEOUTS:
                raise lost(link.path, LinkLostError("it is silent"))
            data += more
    return data


def write_file(link: Link, path: str, data: bytes, progress: Progress = lambda more: None) -> None:
    """Write a file in place; `replace_file` is the safe way for one that matters."""
    link.run("from binascii import a2b_base64")
    for at in range(0, max(len(data), 1), CHUNK_BYTES):
        chunk = data[at : at + CHUNK_BYTES]
        mode = "ab" if at else "wb"
        link.run(f"with open({path!r}, {mode!r}) as file:\n    file.write(a2b_base64({b2a_base64(chunk)!r}))")
        progress(len(chunk))


def replace_file(link: Link, path: str, data: bytes) -> None:
    """Replace a file as a whole: after a cut it is the old one or the new one; verified before it takes its place."""
    beside = path + ".new"
    write_file(link, beside, data)
    if crc_of(link, [beside]) != crc32(data):
        raise DeviceError(f"{path} did not arrive as it was sent; try again")
    link.run(f"import os; os.rename({beside!r}, {path!r})")


def remove_file(link: Link, path: str) -> bool:
    """Remove a file; return whether it was there."""
    removing = f"import os\ntry:\n    os.remove({path!r})\n    print(1)\nexcept OSError:\n    print(0)"
    return bool(link.ask(removing, whole(0, 1)))


def make_folders(link: Link, paths: Sequence[str]) -> None:
    """Make the folders of these files, where they are not there."""
    folders = {str(parent) for path in paths for parent in PurePosixPath(path).parents} - {"/"}
    link.run(
        "import os\n"
        f"for folder in {sorted(folders)!r}:\n"
        "    try:\n        os.mkdir(folder)\n    except OSError as error:\n"
        "        if error.errno != 17:\n            raise\n"
    )


def hashes_under(link: Link, folder: str) -> dict[str, str]:
    """Return the SHA-256 of each file under a folder; none if it is not there."""
    code = _HASHES + f"try:\n    os.stat({folder!r})\n    hashes({folder!r})\nexcept OSError:\n    pass\n"
    lines = link.run(code, most_bytes=HASHES_BYTES, each_s=HASH_EACH_S, longest_s=HASHES_S).splitlines()
    return dict(sensible(line, _HASH) for line in lines)


def crc_of(link: Link, paths: Sequence[str]) -> int:
    """Return the CRC-32 of files one after the other, as the clip computes it; it shows a sign of life for each."""
    longest_s = CRC_S + OVER_S + CRC_OF_S * len(paths)
    printed = link.run(_CRC.format(paths=list(paths)), CRC_S, len(paths) + 128, CRC_EACH_S, longest_s)
    return sensible(printed, whole(0, CRC))
