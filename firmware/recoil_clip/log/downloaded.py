"""How a session is marked as downloaded: the host writes this file into its folder once its copy is verified.

One line of text: how many segments there are, their bytes in all, and the CRC-32 of their contents one after the other
in order of name. The clip believes it as long as segments and bytes are as it says.
"""

from ..spec.files import DOWNLOADED

_LONGEST = 64


def mark(segments, size, crc):
    """Return the file's contents."""
    return f"segments={segments} bytes={size} crc32={crc:08x}\n"


def parse(text):
    """Return the three numbers, or None for anything else."""
    numbers = []
    parts = text.split()
    for name, base in (("segments=", 10), ("bytes=", 10), ("crc32=", 16)):
        if len(numbers) == len(parts) or not parts[len(numbers)].startswith(name):
            return None
        try:
            numbers.append(int(parts[len(numbers)][len(name) :], base))
        except ValueError:
            return None
    return numbers if len(parts) == 3 else None


def is_marked(folder, segments, size):
    """Return True if a folder with so many segments of so many bytes is marked as downloaded."""
    try:
        with open(folder + "/" + DOWNLOADED) as file:
            found = parse(file.read(_LONGEST))
    except (OSError, UnicodeError):
        return False
    return found is not None and found[0] == segments and found[1] == size
