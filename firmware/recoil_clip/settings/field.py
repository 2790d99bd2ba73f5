"""One setting: its type, range, default and meaning, and what is wrong with a value."""

WHOLE = "whole number"
FLAG = "true or false"
CHOICE = "choice"
TEXT = "text"
WORD = "word"


class Field:
    """A setting. `low` and `high` bound a whole number or the length of a text; a default of None: it is optional.

    A word is text of small ASCII letters, digits, - and _: it can be part of a file's name everywhere.
    """

    def __init__(self, name, kind, default, low, high, choices, unit, meaning):
        self.name = name
        self.kind = kind
        self.default = default
        self.low = low
        self.high = high
        self.choices = choices
        self.unit = unit
        self.meaning = meaning

    def wrong(self, value):
        """Return why this value is not possible, as the end of a sentence that begins with the name; empty if it is."""
        if value is None and self.default is None:
            return ""
        if self.kind == WHOLE:
            if not isinstance(value, int) or isinstance(value, bool):
                return self._must()
            if self.low <= value <= self.high:
                return ""
            return "is " + str(value) + ", but " + self._must()
        if self.kind == FLAG:
            return "" if isinstance(value, bool) else self._must()
        if not isinstance(value, str):
            return self._must()
        if self.kind == CHOICE:
            return "" if value in self.choices else 'is "' + value[:20] + '", but ' + self._must()
        for letter in value:
            if self.kind == WORD and not ("a" <= letter <= "z" or "0" <= letter <= "9" or letter in "-_"):
                return self._must()
            if ord(letter) < 32 or ord(letter) == 127:
                return "holds a character that cannot be shown"
        return "" if self.low <= len(value) <= self.high else self._must()

    def range(self):
        """Return what is possible, for people."""
        if self.kind == CHOICE:
            said = ", ".join(self.choices[:-1]) + " or " + self.choices[-1]
        elif self.kind == FLAG:
            said = FLAG
        else:
            unit = {TEXT: "characters", WORD: "small letters (a to z), digits, - or _"}.get(self.kind, self.unit)
            said = str(self.low) + " to " + str(self.high) + (" " + unit if unit else "")
        return said + " or null" if self.default is None else said

    def _must(self):
        must = {WHOLE: "must be a whole number, ", TEXT: "must be text of ", WORD: "must be a word of "}
        return must.get(self.kind, "must be ") + self.range()


def whole(name, default, low, high, unit, meaning):
    """Return a setting that is a whole number."""
    return Field(name, WHOLE, default, low, high, (), unit, meaning)


def flag(name, default, meaning):
    """Return a setting that is true or false."""
    return Field(name, FLAG, default, 0, 1, (), "", meaning)


def choice(name, default, choices, meaning):
    """Return a setting that is one of several words."""
    return Field(name, CHOICE, default, 0, 0, choices, "", meaning)


def text(name, default, low, high, meaning):
    """Return a setting that is text."""
    return Field(name, TEXT, default, low, high, (), "", meaning)


def word(name, default, low, high, meaning):
    """Return a setting that is a word."""
    return Field(name, WORD, default, low, high, (), "", meaning)
