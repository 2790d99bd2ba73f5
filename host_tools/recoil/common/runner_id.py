"""From a runner's name to the id under which a clip keeps what it has learnt of them."""

import re
import unicodedata
from zlib import crc32

from recoil_clip.spec.files import HISTORY

LONGEST = 16


def id_of(name: str) -> str | None:
    """Return the setting `runner_id` for a name: small letters, digits, - and _; None if nothing is left of it.

    Letters lose their accents, what has no Latin letter goes, and a long name is cut; two names can have one id. A name
    in another script has a number for an id, so that two such runners do not share what is learnt of who has none.
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    found = re.sub(r"[^a-z0-9_]+", "-", plain).strip("-")[:LONGEST].rstrip("-")
    if not found and not name.isascii():
        found = f"r-{crc32(unicodedata.normalize('NFKC', name).strip().casefold().encode()):08x}"
    return found or None


def memory_name(runner_id: str | None) -> str:
    """Return the name of the file in a clip's folder on a computer that holds what the clip knows of a runner."""
    name = HISTORY.strip("/")
    return name if runner_id is None else name.replace(".", f"-{runner_id}.")
