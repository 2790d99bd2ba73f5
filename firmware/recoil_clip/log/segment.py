"""A segment: one file of pages. Whatever the file system says, the recording goes on: a failure is a False."""


class Segment:
    """`size` is what was written, `fault` the number of the last error of the file system."""

    def __init__(self):
        self.size = 0
        self.fault = 0
        self.is_open = False
        self._file = None

    def open(self, path):
        """Begin a segment at a path; `fault` has the error's number where that fails."""
        try:
            self._file = open(path, "wb")
        except OSError as error:
            self.fault = error.errno
            return False
        self.size = 0
        self.is_open = True
        return True

    def write(self, data):
        """Append a page; it is safe only after `sync`."""
        if not self.is_open:
            return False
        try:
            self._file.write(data)
        except OSError as error:
            self.fault = error.errno
            return False
        self.size += len(data)
        return True

    def sync(self):
        """Make safe what was written."""
        if not self.is_open:
            return False
        try:
            self._file.flush()
        except OSError as error:
            self.fault = error.errno
            return False
        return True

    def close(self):
        """End the file."""
        if not self.is_open:
            return False
        self.is_open = False
        try:
            self._file.close()
        except OSError as error:
            self.fault = error.errno
            return False
        return True
