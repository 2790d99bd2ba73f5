"""The file from which a clip runs its code where it lies in the flash; `recoil_clip.app.in_place` says how and why.

littlefs writes a file in blocks of the flash. Block n, counted from 0, begins with the numbers of as many other blocks
as n can be halved, and one more; the first block with none ("DESIGN.md" of littlefs, "CTZ skip-lists"). Between these
lies what is in the file, so a piece of code that does not go over the end of a block is in the flash as it is here.
"""

import ast
import struct
from array import array
from collections.abc import Iterator, Mapping

from recoil_clip.app.in_place_kernels import check
from recoil_clip.spec.code import BLOCK_BYTES, FIRST_WORD

from .files import Files
from .linking import KERNELS, PACKAGE, LinkError, module_name
from .mpy import read_mpy

LEFT_OUT = (KERNELS, f"{PACKAGE}.app.in_place", f"{PACKAGE}.settings.loading", f"{PACKAGE}.settings.schema")
"""Modules whose code stays in memory: busy kernels are quicker there, what moves functions is being called just then,
and what loads settings is given back by then."""
OFTEN: dict[str, str] = {
    "app.app": "App.run App.poll App.rest App._sense App._take_burst Watch.good_batch",
    "app.boards.rp2040": "RP2040.is_pressed RP2040.light RP2040.restart RP2040.usb_connected Watchdog.feed",
    "app.guard": "Guard.check",
    "app.led": "Led.update",
    "app.motion": "Elapsed.add Elapsed._pass Motion.feed Motion.read",
    "app.radio": "Radio.beat RadioApp.poll RadioApp.rest",
    "app.sensing": "Sensing.read Sensing._idle_axes",
    "app.session": "Session.feed Session.beat Session.tick_due_ms Session._take",
    "cueing.steadiness": "Steadiness.add",
    "drivers.lsm6dsox": "LSM6DSOX.drain LSM6DSOX._fetch LSM6DSOX._poll Words.forget",
    "drivers.registers": "Reading.once",
    "gait.gait": "Gait.feed Gait._act Gait.gap",
    "log.raw": "RawPage.add RawPage.finish",
    "log.records": "LogPage._put_values LogPage._put_numbers",
    "log.writer": "SessionWriter.put SessionWriter.raw SessionWriter._keep",
    "stride.form": "Form.work Regularity.work",
}
"""Functions that stay in memory too, by the module that they are written in. They run at every poll, or, the guard's,
at the prompt while files are written. One that begins exercises and was loaded after the first call of `use_flash` has
to be among them: at the second it is being called."""
SHORT_BYTES = 16
"""Texts up to this length stay in memory too: they are many, and take as little there as anything can."""
_WORD_BYTES = 4
_MARK = "stays_in_memory"
Names = Mapping[str, frozenset[str]]


def marked(sources: Files, often: Mapping[str, str] = OFTEN) -> Files:
    """Mark functions as they are written, so that they are found once they have other names.

    Args:
        sources: All modules by their path on the clip.
        often: Which functions, as `OFTEN`.

    Raises:
        LinkError: There is no such function.
    """
    found = dict(sources)
    paths = {module_name(path): path for path in sources}
    for module, names in often.items():
        path = paths[f"{PACKAGE}.{module}"]
        tree = ast.parse(found[path])
        functions = dict(_functions(tree))
        for name in names.split():
            if name not in functions:
                raise LinkError(f"{module} has no {name} to leave in memory")
            functions[name].decorator_list.append(ast.Name(_MARK))
        found[path] = ast.unparse(ast.fix_missing_locations(tree)).encode()
    return found


def unmarked(sources: Files) -> tuple[Files, Names]:
    """Take the marks away again; return by path the names that the marked functions have by now, too."""
    found = dict(sources)
    names: dict[str, frozenset[str]] = {}
    for path, data in sources.items():
        if _MARK.encode() in data:
            tree = ast.parse(data)
            chosen = []
            for name, function in _functions(tree):
                decorators = [one for one in function.decorator_list if ast.unparse(one) != _MARK]
                if len(decorators) < len(function.decorator_list):
                    chosen.append(name)
                    function.decorator_list = decorators
            found[path], names[path] = ast.unparse(tree).encode(), frozenset(chosen)
    return found, names


def _functions(tree: ast.Module) -> Iterator[tuple[str, ast.FunctionDef]]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield node.name, node
        elif isinstance(node, ast.ClassDef):
            yield from ((f"{node.name}.{part.name}", part) for part in node.body if isinstance(part, ast.FunctionDef))


def code_file(files: Files, stay: Names | None = None) -> bytes:
    """Lay the code of functions out.

    Args:
        files: Compiled modules, as linked for a clip, by their path on it.
        stay: By path on the clip, of sources, names of functions that are left out.

    Returns:
        Whole blocks, without what littlefs puts before each. A block's first word is `spec.code.FIRST_WORD` and how
        many pieces of code it has; the second `in_place_kernels.check` of those behind it. Then come the pieces, each
        of which is how many words it has, then these. Words are little-endian.

    Raises:
        MpyError: A file is no compiled module.
    """
    blocks: list[list[bytes]] = []
    free_words: list[int] = []
    for piece in _pieces(files, stay or {}):
        words = 1 + len(piece) // _WORD_BYTES
        if words > _free_words(0) - 1:
            continue  # larger than a block: the copy in memory does as well
        block = next((n for n, free in enumerate(free_words) if free >= words), len(blocks))
        if block == len(blocks):
            blocks.append([])
            free_words.append(_free_words(block))
        free_words[block] -= words
        blocks[block].append(_word(words - 1) + piece)
    return b"".join(
        _block(number, len(block), b"".join(block).ljust(_WORD_BYTES * _free_words(number), b"\0"))
        for number, block in enumerate(blocks)
    )


def _block(number: int, pieces: int, data: bytes) -> bytes:
    words = array("i", struct.unpack(f"<{len(data) // _WORD_BYTES}i", data))
    return _word(FIRST_WORD + pieces) + _word(check(words, 0, len(words), number)) + data


def _pieces(files: Files, stay: Names) -> list[bytes]:
    """Return the code of functions and the longer texts, each once and in whole words."""
    found: dict[bytes, None] = {}
    for path, data in files.items():
        if module_name(path) not in LEFT_OUT:
            module = read_mpy(data)
            left = stay.get(path.removesuffix(".mpy") + ".py", frozenset())
            # The first is the module itself.
            pieces = [function.code for function in module.functions[1:] if function.name not in left]
            pieces += [text for text in module.texts if len(text) > SHORT_BYTES]
            for piece in pieces:
                found[piece + bytes(-len(piece) % _WORD_BYTES)] = None
    return list(found)


def _free_words(block: int) -> int:
    """Return how many words of a block there are for pieces: without its first two and littlefs's own."""
    return BLOCK_BYTES // _WORD_BYTES - (block & -block).bit_length() - 2


def _word(value: int) -> bytes:
    return value.to_bytes(_WORD_BYTES, "little")
