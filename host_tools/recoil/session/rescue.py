"""Finds session pages in the raw bytes of a flash, without its file system, and puts sessions together from them.

A flash that lost its directory still holds what was written: formatting touches only the first blocks. A page is known
by its magic and its check (docs: the session format), so none is taken for one by chance. littlefs stores a file as a
list of blocks: the first is all data, block n begins with the numbers of earlier blocks, 1 + (trailing zeros of n) of
them, the first of which is block n - 1 (littlefs, SPEC.md, "CTZ skip-lists"). So a page that runs over the end of a
block goes on in one that names it, and the block at the list's other end holds the segment's head page.
"""

from binascii import crc32
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from recoil_clip.log.store import stamp
from recoil_clip.spec.files import SEGMENT_ENDING
from recoil_clip.spec.log import (
    CRC_BYTES,
    HEADER_BYTES,
    PAGE_HEAD,
    PAGE_LOG,
    PAGE_RAW,
    PAGE_SETTINGS,
    SEGMENT_BYTES,
    UNIT_BYTES,
)

from .header import SessionHeader, header_of
from .pages import HEADER, MAGIC, Page

BLOCK_BYTES = 4096
KINDS = (PAGE_HEAD, PAGE_SETTINGS, PAGE_LOG, PAGE_RAW)
MOST_POINTERS = 6  # at the begin of a block: a segment has at most 17 of them
LARGEST_UNITS = 192  # of a page of raw samples by Recoil 0.1
LARGEST_PAGE = LARGEST_UNITS * UNIT_BYTES
MOST_TORN = 400  # pages looked for in every block: some milliseconds each
LONGEST_LIST = SEGMENT_BYTES // BLOCK_BYTES + 2
Progress = Callable[[int, int], None]  # bytes searched, of how many
Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class FoundPage:
    """An intact page in a flash."""

    data: bytes
    """All of it, header and check included."""
    number: int
    session: int
    kind: int
    spans: Spans
    """Where it lies: begin and end of each stretch of bytes."""

    @property
    def block(self) -> int:
        """The block in which it begins."""
        return self.spans[0][0] // BLOCK_BYTES

    @property
    def used(self) -> int:
        """How many bytes its payload has."""
        return HEADER.unpack_from(self.data)[5]


@dataclass
class RescuedSession:
    """The pages of one session, by number."""

    header: SessionHeader | None
    """None if no head page of it is intact."""
    session: int
    pages: dict[int, FoundPage] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The folder's name, as the clip had it: number and start."""
        start_s = self.header.start_s if self.header else 0
        return f"{self.session:05d}" + (f"-{stamp(start_s)}" if start_s else "")

    @property
    def size_bytes(self) -> int:
        """Bytes of all pages."""
        return sum(len(page.data) for page in self.pages.values())

    def segments(self) -> dict[str, bytes]:
        """Return the session's files: name and bytes; a new one begins with every head page."""
        files: dict[str, bytes] = {}
        name = ""
        for number in sorted(self.pages):
            page = self.pages[number]
            if page.kind == PAGE_HEAD or not name:
                name = f"{len(files):05d}{SEGMENT_ENDING}"
                files[name] = b""
            files[name] += page.data
        return files


def find_pages(flash: bytes, progress: Progress = lambda done, total: None) -> list[FoundPage]:
    """Return every intact page in a flash.

    Args:
        flash: The bytes of the file system's region, from its first block on.
        progress: Told of bytes searched, and of how many.

    Returns:
        The pages in order of place. One that was copied by the file system is found as often as it is there.
    """
    followers = _followers(flash)
    found = []
    torn = []  # headers whose page does not go on where the lists say
    at = flash.find(MAGIC)
    told = 0
    while at >= 0:
        if at - told >= 1 << 18:
            told = at
            progress(at, len(flash))
        page = _page_at(flash, at, followers)
        if page is not None:
            found.append(page)
        elif at % BLOCK_BYTES + LARGEST_PAGE > BLOCK_BYTES:
            torn.append(at)
        at = flash.find(MAGIC, at + 1)
    # One number at the begin of a block may be damaged: then any block may be the one that follows.
    everywhere = list(range(len(flash) // BLOCK_BYTES))
    for at in torn[:MOST_TORN]:
        page = _page_at(flash, at, followers, everywhere)
        if page is not None:
            found.append(page)
    progress(len(flash), len(flash))
    return sorted(found, key=lambda page: page.block)


def sessions_in(flash: bytes, progress: Progress = lambda done, total: None) -> list[RescuedSession]:
    """Return the sessions whose pages are in a flash.

    A page belongs to the session of the head page at the begin of its list of blocks. Where that is lost, its number
    tells the session if only one of that number was found. Sessions that had been removed may come back to light.

    Args:
        flash: The bytes of the file system's region, from its first block on.
        progress: Told of bytes searched, and of how many.

    Returns:
        The sessions in order of start, each with its pages by number; of a page that is there twice the fuller one.
    """
    pages = find_pages(flash, progress)
    heads = {page.block: page for page in pages if page.kind == PAGE_HEAD}
    by_owner: dict[tuple[int, int, str], RescuedSession] = {}
    owners: dict[int, set[tuple[int, int, str]]] = defaultdict(set)
    for head in heads.values():
        header = _header(head)
        if header is not None:
            owner = (head.session, header.start_s, header.clip_id)
            owners[head.session].add(owner)
            by_owner.setdefault(owner, RescuedSession(header, head.session))
    for page in pages:
        owner = _owner(flash, page, heads)
        if owner is None:
            candidates = owners[page.session]
            owner = next(iter(candidates)) if len(candidates) == 1 else (page.session, 0, "")
        rescued = by_owner.setdefault(owner, RescuedSession(None, page.session))
        before = rescued.pages.get(page.number)
        # Written again after a failure: the later one holds at least as much.
        if before is None or page.used >= before.used:
            rescued.pages[page.number] = page
    return sorted(by_owner.values(), key=lambda one: (one.header.start_s if one.header else 0, one.session))


def write_sessions(sessions: list[RescuedSession], folder: Path) -> list[Path]:
    """Write each session as a folder of segments, as a download would.

    A folder that is there with other contents is left alone: the rescued one gets `-rescued` behind its name.

    Args:
        sessions: What `sessions_in` found.
        folder: Where their folders go; it is made.

    Returns:
        The sessions' folders.

    Raises:
        OSError: The folder cannot be written.
    """
    written = []
    for session in sessions:
        files = session.segments()
        place = folder / session.name
        number = 1
        while place.exists() and {path.name: path.read_bytes() for path in place.glob(f"*{SEGMENT_ENDING}")} != files:
            place = folder / f"{session.name}-rescued{'' if number == 1 else number}"
            number += 1
        place.mkdir(parents=True, exist_ok=True)
        for name, data in files.items():
            (place / name).write_bytes(data)
        written.append(place)
    return written


def _page_at(flash: bytes, at: int, followers: dict[int, list[int]], anywhere: Sequence[int] = ()) -> FoundPage | None:
    """Return the page that begins there, if its check is right; once it may go on in any block of `anywhere`."""
    for header in {data for data, _ in _continued(flash, at, HEADER_BYTES, followers, anywhere)}:
        _, kind, units, number, _, used, session = HEADER.unpack(header)
        size = units * UNIT_BYTES
        if kind not in KINDS or not 0 < units <= LARGEST_UNITS or HEADER_BYTES + used + CRC_BYTES > size or number < 0:
            continue
        for data, spans in _continued(flash, at, size, followers, anywhere):
            if crc32(data[:-CRC_BYTES]) == int.from_bytes(data[-CRC_BYTES:], "little"):
                return FoundPage(data, number, session, kind, spans)
    return None


def _continued(
    flash: bytes, at: int, size: int, followers: dict[int, list[int]], anywhere: Sequence[int] = ()
) -> Iterator[tuple[bytes, Spans]]:
    """Yield every way in which `size` bytes from `at` on may go on where their block ends."""
    block = at // BLOCK_BYTES
    end = min(at + size, (block + 1) * BLOCK_BYTES)
    first, here = flash[at:end], ((at, end),)
    if len(first) == size:
        yield first, here
        return
    for some, left in ((followers.get(block, ()), anywhere), (anywhere, ())):
        for following in some:
            for pointers in range(1, MOST_POINTERS + 1):
                begin = following * BLOCK_BYTES + 4 * pointers
                for more, spans in _continued(flash, begin, size - len(first), followers, left):
                    yield first + more, here + spans


def _followers(flash: bytes) -> dict[int, list[int]]:
    """Return, for each block, those whose first number names it: they may go on where it ends."""
    blocks = len(flash) // BLOCK_BYTES
    found: dict[int, list[int]] = defaultdict(list)
    for block in range(blocks):
        named = int.from_bytes(flash[block * BLOCK_BYTES : block * BLOCK_BYTES + 4], "little")
        if named < blocks and named != block:
            found[named].append(block)
    return found


def _owner(flash: bytes, page: FoundPage, heads: dict[int, FoundPage]) -> tuple[int, int, str] | None:
    """Return number, start and clip of the session whose list of blocks a page lies in; None if that is not known."""
    block = page.block
    for _ in range(LONGEST_LIST):
        head = heads.get(block)
        if head is not None and head.session == page.session:
            header = _header(head)
            return (head.session, header.start_s, header.clip_id) if header is not None else None
        block = int.from_bytes(flash[block * BLOCK_BYTES : block * BLOCK_BYTES + 4], "little")
        if block >= len(flash) // BLOCK_BYTES:
            return None
    return None


def _header(head: FoundPage) -> SessionHeader | None:
    _, kind, _, number, base, used, session = HEADER.unpack_from(head.data)
    payload = head.data[HEADER_BYTES : HEADER_BYTES + used]
    return header_of(Page(kind, number, base, session, payload, f"block {head.block}"))
