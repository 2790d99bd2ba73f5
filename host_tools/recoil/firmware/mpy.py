"""What a compiled module costs on the clip, read from its `.mpy` file: names, code, and the frame of every function.

The format is described in MicroPython's documentation ("MicroPython .mpy files") and in its `py/persistentcode.c` and
`py/bc.h`: a head, a table of names, a table of constants, then one tree of code blocks, each a function, a class body
or the module itself.
"""

from collections.abc import Iterator
from dataclasses import dataclass

LARGEST_FRAME_WORDS = 11
"""A bytecode function with a larger frame takes it from the heap at every call (`VM_MAX_STATE_ON_STACK`)."""
EXCEPTION_WORDS = 3  # of the frame, for each `try` or `with` that can be open at once
VERSION = 6
BYTECODE, NATIVE, VIPER, ASSEMBLER = range(4)
_HAS_ARCH_FLAGS = 0x40  # in the third byte of the head
_IMMEDIATE = range(5)  # function table, None, False, True, ...: constants without data
_TEXT, _BYTES, _TUPLE = 5, 6, 10
_BUILT_IN = dict(
    enumerate(
        """
<module> _ __call__ __class__ __delitem__ __enter__ __exit__ __getattr__ __getitem__ __hash__ __init__ __int__
__iter__ __len__ __main__ __module__ __name__ __new__ __next__ __qualname__ __repr__ __setitem__ __str__
ArithmeticError AssertionError AttributeError BaseException EOFError Ellipsis Exception GeneratorExit
ImportError IndentationError IndexError KeyError KeyboardInterrupt LookupError MemoryError NameError NoneType
NotImplementedError OSError OverflowError RuntimeError StopIteration SyntaxError SystemExit TypeError
ValueError ZeroDivisionError abs all any append args bool builtins bytearray bytecode bytes callable chr
classmethod clear close const copy count dict dir divmod end endswith eval exec extend find format from_bytes
get getattr globals hasattr hash id index insert int isalpha isdigit isinstance islower isspace issubclass
isupper items iter join key keys len list little locals lower lstrip main map micropython next object open ord
pop popitem pow print range read readinto readline remove replace repr reverse rfind rindex round rsplit
rstrip self send sep set setattr setdefault sort sorted split start startswith staticmethod step stop str
strip sum super throw to_bytes tuple type update upper utf-8 value values write zip
""".split(),  # noqa: SIM905 - one word a line would be 160 lines
        7,
    )
)
"""Names that have a fixed number in the format, because every MicroPython has them."""
_LINKED = 0x70  # scope flags of code that was linked from C, which no module of the firmware is


class MpyError(ValueError):
    """A file that is not a compiled module of the version that is read here."""


@dataclass(frozen=True)
class Function:
    """One block of code: a function, a class body, or the module itself."""

    name: str
    """With the classes around it: `App.run`; `<module>` is the module itself. Viper code has no names: `<viper>`."""
    code: bytes
    """Bytecode or machine code, as it is in memory."""
    frame_words: int
    """What a call takes as bytecode: from the heap if over `LARGEST_FRAME_WORDS`. 0 for machine code."""


@dataclass(frozen=True)
class Module:
    """What is read out of one `.mpy` file."""

    names: frozenset[str]
    """Those that MicroPython interns when it loads the module, without the few that every MicroPython has."""
    functions: tuple[Function, ...]
    texts: tuple[bytes, ...]
    """Constants that are text or bytes, but for short names: as they are in memory, with a byte of 0 behind."""
    architecture: int
    """Of its machine code, as in `sys.implementation._mpy >> 10`; 0 for bytecode."""
    size_bytes: int


def read_mpy(data: bytes) -> Module:
    """Read a compiled module.

    Args:
        data: The content of a `.mpy` file of version 6.

    Returns:
        What is in it. Functions come in the order of the file, each before those within it.

    Raises:
        MpyError: It is no such file, or damaged.
    """
    try:
        if data[0] != ord("M") or data[1] != VERSION:
            raise MpyError(f"not a compiled module of version {VERSION}")
        stream = Reader(data, 4)
        if data[2] & _HAS_ARCH_FLAGS:
            stream.number()
        name_count, constants = stream.number(), stream.number()
        names, added = [], set()
        for _ in range(name_count):
            name, is_new = stream.name()
            names.append(name)
            if is_new:
                added.add(name)
        texts = [text for _ in range(constants) for text in stream.constant()]
        functions = tuple(_functions(stream, names, ""))
    except IndexError:
        raise MpyError("it ends too early") from None
    if stream.at != len(data):
        raise MpyError(f"{len(data) - stream.at} bytes are left over")
    return Module(frozenset(added), functions, tuple(texts), data[2] >> 2 & 0x0F, len(data))


def _functions(stream: "Reader", names: list[str], around: str) -> Iterator[Function]:
    """Read a block of code and those within it; `around` is what is put before its name."""
    head = stream.number()
    kind, has_children, code = head & 3, head & 4, stream.take(head >> 3)
    name, words = "<viper>", 0
    if kind == BYTECODE:
        name, words = _prelude(Reader(code), names)
    elif kind == NATIVE:
        name, _ = _prelude(Reader(code, stream.number()), names)
    else:
        if stream.number() & _LINKED:
            raise MpyError("it was linked from another language")
        if kind == ASSEMBLER:
            stream.number()  # arguments
            stream.number()  # their types
    yield Function(around + name, code, words)
    below = "" if name == "<module>" else f"{around}{name}."
    for _ in range(stream.number() if has_children else 0):
        yield from _functions(stream, names, below)


def _prelude(stream: "Reader", names: list[str]) -> tuple[str, int]:
    """Read what a function says about itself; return its name and the words of its frame.

    Numbers are spread over bytes, bit by bit: the first is `xSSSSEAA`, the next ones `xFSSKAED` (S the state less one,
    E the exceptions that can be open), then `xIIIIIIC` until x is 0, then the number of the name.
    """
    byte = stream.byte()
    state, exceptions, place = byte >> 3 & 15, byte >> 2 & 1, 0
    while byte & 0x80:
        byte = stream.byte()
        state |= (byte >> 4 & 3) << (4 + 2 * place)
        exceptions |= (byte >> 1 & 1) << (1 + place)
        place += 1
    while stream.byte() & 0x80:
        pass
    return names[stream.number()], state + 1 + EXCEPTION_WORDS * exceptions


class Reader:
    """Bytes, read from the front."""

    def __init__(self, data: bytes, at: int = 0) -> None:
        self._data = data
        self.at = at

    def byte(self) -> int:
        """Read a byte."""
        self.at += 1
        return self._data[self.at - 1]

    def take(self, size: int) -> bytes:
        """Read so many bytes."""
        self.at += size
        if self.at > len(self._data):
            raise IndexError
        return self._data[self.at - size : self.at]

    def number(self) -> int:
        """Read a number: seven bits a byte, the high ones first, the last byte without its top bit."""
        value = 0
        while True:
            byte = self.byte()
            value = value << 7 | byte & 0x7F
            if not byte & 0x80:
                return value

    def name(self) -> tuple[str, bool]:
        """Read a name, and whether it is there in full: one that every MicroPython has comes as a number."""
        head = self.number()
        if head & 1:
            return _BUILT_IN.get(head >> 1, f"<name {head >> 1}>"), False
        return self.take((head >> 1) + 1)[:-1].decode(), True

    def constant(self) -> list[bytes]:
        """Read a constant; return those of its parts that are text or bytes."""
        kind = self.byte()
        if kind in _IMMEDIATE:
            return []
        size = self.number()
        if kind == _TUPLE:
            return [text for _ in range(size) for text in self.constant()]
        data = self.take(size + (kind in (_TEXT, _BYTES)))
        return [data] if kind in (_TEXT, _BYTES) else []
