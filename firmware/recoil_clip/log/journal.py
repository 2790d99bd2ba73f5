"""The way of pages to the flash: their numbers, the segments they go into, and what to do when the flash is full.

A page keeps its number until it is safe, so one that is written twice (after a failure, or because a Ctrl-C came in
between) is recognised.
"""

from ..compat import const
from ..spec.files import SEGMENT_ENDING
from ..spec.log import LOG_UNITS, PAGE_HEAD, PAGE_SETTINGS, SEGMENT_BYTES
from .page import Page
from .segment import Segment

_TRIES = const(4)


class Journal:
    """`is_full`: nothing is written; `lost_pages` were not; `size` is the current segment's."""

    def __init__(self, store, header, settings):
        self.is_full = False
        self.lost_pages = 0
        self.folder = ""
        self._store = store
        self._header = header
        self._settings = settings
        self._head = None
        self._segment = Segment()
        self._segments = 0
        self._pages = 0

    def size(self):
        """Return how many bytes are in the current segment."""
        return self._segment.size

    def fault(self):
        """Return the number of the file system's last error, 0 if there was none."""
        return self._segment.fault

    def make_folder(self):
        """Make the session's folder. Returns False if that is not possible."""
        if not self.folder:
            try:
                self._store.begin(self._header.start_s)
            except OSError as error:
                self._segment.fault = error.errno
                return False
            self.folder = self._store.folder
            self._header.session = self._store.number
            self._head = self._header.page()
        return True

    def begin(self):
        """Make the session's folder and open a segment. Returns False if that is not possible."""
        return self.make_folder() and self._open() and self._segment.sync()

    def append(self, page, kind, whole):
        """Write a page; it is safe after the next `commit` or `sync`. Returns False if it is lost."""
        self._give_number(page)
        if not self._write(page, kind, whole):
            self._segment.close()
            self.lost_pages += 1
            self._make_room()
            return False
        return True

    def commit(self, page, kind, whole):
        """Write a page and make all safe. Returns False if it is lost; then `is_full`."""
        self._give_number(page)
        if self._write(page, kind, whole) and self._segment.sync():
            return True
        self._segment.close()
        self._make_room()
        if self._write(page, kind, whole) and self._segment.sync():
            return True
        self._segment.close()
        self.drop(page)
        self.is_full = True
        return False

    def drop(self, page):
        """Give a page up; the number that is missing tells the reader."""
        self._give_number(page)
        self.lost_pages += 1

    def sync(self):
        """Make safe what was appended."""
        return self._segment.sync()

    def next_segment(self):
        """Begin the next segment, unless a page has done so already; the one before is closed."""
        return self._segment.is_open or self._open()

    def close(self):
        """End the session's last segment."""
        return self._segment.close()

    def _open(self):
        path = f"{self.folder}/{self._segments:05d}{SEGMENT_ENDING}"
        if not self.folder or not self._segment.open(path):
            return False
        self._head.number = -1
        self._head.base = self._segments
        self._give_number(self._head)
        self._segments += 1
        if self._put(self._head, PAGE_HEAD) and self._put_settings():
            return True
        self._segment.close()
        return False

    def _put_settings(self):
        if not self._settings:
            return True
        page = Page(LOG_UNITS)
        room = page.end - page.used
        start = 0
        while start < len(self._settings):
            page.clear()
            page.add(self._settings[start : start + room])
            page.base = start
            self._give_number(page)
            if not self._put(page, PAGE_SETTINGS):
                return False
            start += room
        self._settings = b""
        return True

    def _write(self, page, kind, whole):
        size = page.size(whole)
        if self._segment.is_open and self._segment.size + size > SEGMENT_BYTES:
            self._segment.close()
        if not self._segment.is_open and not self._open():
            return False
        return self._segment.write(page.seal(kind, self._header.session, whole))

    def _put(self, page, kind):
        return self._segment.write(page.seal(kind, self._header.session, False))

    def _give_number(self, page):
        if page.number < 0:
            page.number = self._pages
            self._pages += 1

    def _make_room(self):
        tries = _TRIES
        while tries and self._store.remove_one():
            tries -= 1
