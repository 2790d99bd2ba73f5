"""Reads a JSON object of plain fields as far as it can: one broken line costs that line, not the file.

The same code on every Python, because their own readers differ in what they let pass. Works on bytes, so that text in a
wrong encoding costs one field too.
"""

_BLANK = b" \t\r\n"
_ENDS = b",]}: \t\r\n\"'[{"
_MOST_DIGITS = 9
_WORDS = {"true": True, "false": False, "null": None}
_ESCAPES = {34: 34, 47: 47, 92: 92, 98: 8, 102: 12, 110: 10, 114: 13, 116: 9}  # " / \ b f n r t


class Odd:
    """A value that no setting can have; `why` ends a sentence that begins with the setting's name."""

    def __init__(self, why):
        self.why = why


class Broken(Exception):
    """What makes a line unreadable."""


class Reader:
    """After `read`: `members` is a list of (name, value, line), `problems` a list of sentences."""

    def __init__(self, data):
        self.members = []
        self.problems = []
        self._data = data
        self._at = 3 if data[:3] == b"\xef\xbb\xbf" else 0  # the mark that some editors put before UTF-8
        self._line = 1

    def read(self):
        """Read the one object of the file; `problems` has what is wrong with it."""
        first = self._next()
        if not first:
            self.problems.append("the file is empty")
        elif self._data[:2] in (b"\xff\xfe", b"\xfe\xff"):
            self.problems.append("the file is in UTF-16 and is not read; save it as UTF-8")
        elif first != b"{":
            self.problems.append("the file does not begin with { and holds no settings")
        else:
            self._at += 1
            while self._read_member():
                pass

    def _read_member(self):
        """Read one member and what separates it from the next. Returns False at the end."""
        found = self._next()
        if found == b"}":
            self._at += 1
            if self._next():
                self._say("there is more after the last }; it is not read")
            return False
        if not found:
            self._say("the file ends before its last }")
            return False
        try:
            line = self._line
            if found != b'"':
                raise Broken("a name in quotes was expected")
            name = self._string()
            if self._next() != b":":
                raise Broken("a colon was expected after the name")
            self._at += 1
            value = self._value()
            self.members.append((name, value, line))
            found = self._next()
            if found == b",":
                self._at += 1
                if self._next() == b"}":
                    self._say("there is a comma too many before the last }")
            elif found == b'"':
                self._say("a comma is missing before this line")
            elif found and found != b"}":
                raise Broken("a comma was expected after the value")
        except Broken as problem:
            self._say(str(problem) + "; the rest of the line is not read")
            return self._skip_line()
        return True

    def _say(self, problem):
        self.problems.append("line " + str(self._line) + ": " + problem)

    def _next(self):
        """Skip blanks; return the next byte without taking it, empty at the end."""
        data = self._data
        while self._at < len(data) and data[self._at] in _BLANK:
            if data[self._at] == 10:
                self._line += 1
            self._at += 1
        return data[self._at : self._at + 1]

    def _skip_line(self):
        """Go to the end of the line. Returns False if that is the end of the file."""
        while self._at < len(self._data) and self._data[self._at] != 10:
            self._at += 1
        return self._at < len(self._data)

    def _value(self):
        first = self._next()
        if first == b'"':
            return self._string()
        if first in (b"{", b"["):
            self._skip_nest()
            return Odd("holds a list or a group, but must be a single value")
        start = self._at
        while self._at < len(self._data) and self._data[self._at] not in _ENDS:
            self._at += 1
        if self._at == len(self._data):
            raise Broken("the file ends within a value")
        return _plain(self._data[start : self._at])

    def _skip_nest(self):
        """Skip a list or a group with all that is in it, without recursion."""
        depth = 0
        while True:
            found = self._next()
            if not found:
                raise Broken("the file ends within a list or a group")
            if found == b'"':
                self._string()
                continue
            self._at += 1
            if found in (b"{", b"["):
                depth += 1
            elif found in (b"}", b"]"):
                depth -= 1
                if depth == 0:
                    return

    def _string(self):
        data = self._data
        letters = bytearray()
        self._at += 1
        while True:
            if self._at >= len(data) or data[self._at] == 10:
                raise Broken("a text has no closing quote")
            letter = data[self._at]
            self._at += 1
            if letter == 34:
                break
            if letter == 92:
                self._escape(letters)
            else:
                letters.append(letter)
        try:
            return bytes(letters).decode("utf-8")
        except UnicodeError:
            return Odd("holds letters that are not UTF-8")

    def _escape(self, letters):
        kind = self._data[self._at] if self._at < len(self._data) else 0
        self._at += 1
        if kind in _ESCAPES:
            letters.append(_ESCAPES[kind])
        elif kind == 117:
            code = self._hex()
            if 0xD800 <= code < 0xDC00 and self._data[self._at : self._at + 2] == b"\\u":
                self._at += 2
                code = 0x10000 + ((code - 0xD800) << 10) + (self._hex() - 0xDC00)
            if 0xD800 <= code < 0xE000 or not 0 <= code < 0x110000:
                code = 0xFFFD
            letters.extend(chr(code).encode("utf-8"))
        else:
            raise Broken("a text holds a backslash that means nothing")

    def _hex(self):
        digits = self._data[self._at : self._at + 4]
        self._at += 4
        code = 0
        for digit in digits:
            place = b"0123456789abcdef".find(bytes((digit | 32 if digit > 57 else digit,)))
            if place < 0:
                raise Broken("a text holds \\u without four digits")
            code = code * 16 + place
        if len(digits) < 4:
            raise Broken("a text holds \\u without four digits")
        return code


def _plain(word):
    """Return what a bare word means: a whole number, true, false, null, or something odd."""
    digits = word[1:] if word[:1] == b"-" else word
    if digits and not digits.strip(b"0123456789"):
        return Odd("is a number far too large") if len(digits) > _MOST_DIGITS else int(word)
    shown = "".join([chr(letter) if 32 <= letter < 127 else "?" for letter in word[:20]])
    if shown in _WORDS and len(word) < 20:
        return _WORDS[shown]
    if digits[:1] and digits[0] in b"0123456789.":
        return Odd("is " + shown + ", not a whole number")
    return Odd("is " + shown + " without quotes, which means nothing" if shown else "has no value")
