"""Code that runs where it lies in the flash: its file, where littlefs puts it, and functions of a real MicroPython."""

import ast
import io
import struct
import subprocess
import sys
import time
from array import array
from collections import defaultdict
from contextlib import nullcontext
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recoil.device.flash.image import build
from recoil.firmware.compiled import compiled_files
from recoil.firmware.files import Files, module_files, package_folder, starter_files
from recoil.firmware.in_place import LEFT_OUT, OFTEN, code_file, marked, unmarked
from recoil.firmware.linking import IN_FLASH, LinkError, module_name
from recoil.firmware.mpy import read_mpy
from recoil.runtimes import micropython32, micropython64
from recoil.runtimes.crosscompile import CLIP_ARCHITECTURE, mpy_version
from recoil_clip.app import in_place
from recoil_clip.app.in_place_kernels import check, move, note
from recoil_clip.spec.code import BLOCK_BYTES, FIRST_WORD
from recoil_clip.spec.files import CODE

BLOCK_WORDS = BLOCK_BYTES // 4


def with_links(code: bytes) -> bytes:
    """Return a file's blocks as littlefs writes them: block n begins with one word more than n can be halved."""
    found, at, number = bytearray(), 0, 0
    while at < len(code):
        halved = 0
        while number and number % 2 ** (halved + 1) == 0:
            halved += 1
        links = 0 if number == 0 else halved + 1
        part = code[at : at + BLOCK_BYTES - 4 * links]
        found += b"\xee" * (4 * links) + part
        at, number = at + len(part), number + 1
    return bytes(found)


def pieces_in(code: bytes) -> list[bytes]:
    """Read the file of code, block by block."""
    found = []
    blocks = with_links(code)
    assert len(blocks) % BLOCK_BYTES == 0
    for number, start in enumerate(range(0, len(blocks), BLOCK_BYTES)):
        block = blocks[start : start + BLOCK_BYTES].lstrip(b"\xee")
        first, checked, *words = struct.unpack(f"<{len(block) // 4}i", block)
        assert first & ~0xFFFF == FIRST_WORD == 0x2C0D0000
        assert check(array("i", words), 0, len(words), number) == checked
        at = 8
        for _ in range(first & 0xFFFF):
            (words,) = struct.unpack_from("<I", block, at)
            piece = block[at + 4 : at + 4 + 4 * words]
            assert words > 0 and len(piece) == 4 * words
            found.append(piece)
            at += 4 + 4 * words
        assert not any(block[at:])
    return found


@pytest.fixture(scope="module")
def linked() -> Files:
    """The firmware as it is sent to an RP2040."""
    return compiled_files(module_files(), CLIP_ARCHITECTURE, starters=starter_files())


def test_the_file_has_all_code_and_long_texts_but_those_that_stay(linked: Files) -> None:
    found = pieces_in(linked[CODE])
    assert len(set(found)) == len(found) and max(map(len, found)) < BLOCK_BYTES - 100
    modules = {module_name(path): read_mpy(data) for path, data in linked.items() if path != CODE}
    assert set(LEFT_OUT) <= set(modules), "each of them is a module"
    codes: list[bytes] = []
    texts: set[bytes] = set()
    for name, module in modules.items():
        if name not in LEFT_OUT:
            codes += [one.code + bytes(-len(one.code) % 4) for one in module.functions[1:]]
            texts |= {one + bytes(-len(one) % 4) for one in module.texts if len(one) > 16}
    assert set(found) <= set(codes) | texts and texts <= set(found)
    every = {one.code + bytes(-len(one.code) % 4) for module in modules.values() for one in module.functions} | texts
    for first, second in pairwise(sorted(every)):
        assert not second.startswith(first), "a longer one would be taken for it"
    assert len([code for code in codes if code not in found]) == sum(len(names.split()) for names in OFTEN.values())


def test_what_may_be_called_while_functions_move_or_files_change_stays() -> None:
    """The radio's app is loaded late, in the app's place; the guard works at the prompt, where files are written."""
    sources = module_files()

    def methods(module: str, name: str) -> dict[str, ast.FunctionDef]:
        tree = ast.parse(sources[f"/recoil_clip/{module.replace('.', '/')}.py"])
        (found,) = (node for node in tree.body if isinstance(node, ast.ClassDef) and node.name == name)
        return {node.name: node for node in found.body if isinstance(node, ast.FunctionDef)}

    ends = {"__init__", "shut"}  # nothing moves any more, or yet
    shared = set(methods("app.radio", "RadioApp")) & set(methods("app.app", "App")) - ends
    assert shared == {"poll", "rest"} and {f"RadioApp.{name}" for name in shared} <= set(OFTEN["app.radio"].split())
    check_ = methods("app.guard", "Guard")["check"]
    called = {
        node.func.attr
        for node in ast.walk(check_)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and "_board" in ast.unparse(node.func)
    }
    assert called == {"restart", "usb_connected"} and OFTEN["app.guard"] == "Guard.check"
    assert {f"RP2040.{name}" for name in called} <= set(OFTEN["app.boards.rp2040"].split())


def test_kernels_of_samples_and_steps_stay() -> None:
    """A cue would come 9 ms later: they would be read from the flash anew for every step."""
    quick = tuple(f"recoil_clip.{name}." for name in ("cueing", "drivers", "gait", "log"))
    assert not any(name.startswith(quick) for name in IN_FLASH)


def test_a_last_block_that_cannot_be_is_not_looked_at() -> None:
    """On a clip what is behind the flash cannot be read, and what is before it is something else."""

    class Flash:
        def __getitem__(self, at: int) -> int:
            assert 0 <= at < 4096 * BLOCK_WORDS
            return FIRST_WORD + 3

    for head in (-1, 4096, 1 << 20, 2**31 - 1, -(2**31)):
        opened = array("i", [0, 0, head, BLOCK_BYTES, 0])
        assert in_place.find(BLOCK_BYTES, opened, 0, Flash()) in ([], [BLOCK_WORDS * (head & 0xFFF)])


def test_functions_are_found_again_under_other_names() -> None:
    sources = {
        "/recoil_clip/app/thing.py": b"class Thing:\n    def often(self):\n        return 1\n\n    @property\n"
        b"    def seldom(self):\n        return 2\n\n\ndef also(a):\n    return a\n",
        "/recoil_clip/app/other.py": b"def often():\n    return 3\n",
    }
    often = {"app.thing": "Thing.often also"}
    renamed = {
        path: data.replace(b"often", b"read").replace(b"Thing", b"ADC") for path, data in marked(sources, often).items()
    }
    files, names = unmarked(renamed)
    assert names == {"/recoil_clip/app/thing.py": frozenset({"ADC.read", "also"})}
    assert b"@property" in files["/recoil_clip/app/thing.py"] and files["/recoil_clip/app/other.py"].count(b"@") == 0
    compiled = compiled_files(files, shortens=False)
    whole, few = pieces_in(code_file(compiled)), pieces_in(code_file(compiled, names))
    left = [
        one.code
        for one in read_mpy(compiled["/recoil_clip/app/thing.mpy"]).functions
        if one.name in ("ADC.read", "also")
    ]
    assert len(left) == 2 and sorted(few + [code + bytes(-len(code) % 4) for code in left]) == sorted(whole)
    with pytest.raises(LinkError, match=r"app\.other has no seldom to leave in memory"):
        marked(sources, {"app.other": "often seldom"})


def test_it_is_sent_to_boards_that_can_use_it(linked: Files) -> None:
    version, minor = mpy_version()
    image = build(version | minor << 8 | 4 << 10)  # armv6m
    assert image.architecture == CLIP_ARCHITECTURE
    assert image.files == linked and image.modules == len(linked) - 1 and CODE == "/code"
    assert "/code" not in build(version | minor << 8 | 7 << 10).files  # armv7emsp: twice the memory


@given(st.lists(st.binary(min_size=1, max_size=2000), max_size=40), st.data())
@settings(max_examples=60)
def test_a_damaged_block_is_not_left(pieces: list[bytes], data: st.DataObject) -> None:
    """Whatever its words are: no piece that is noted begins or ends outside of it, and no more are than it says."""
    words, sizes = [0, 0], [2]
    for piece in pieces:
        whole = piece + bytes(-len(piece) % 4)
        words += [len(whole) // 4, *struct.unpack(f"<{len(whole) // 4}i", whole)]
        sizes.append(min(len(words), BLOCK_WORDS - 1))
    words = (words + [0] * BLOCK_WORDS)[:BLOCK_WORDS]
    words[0] = FIRST_WORD + data.draw(st.integers(0, 60))
    for _ in range(data.draw(st.integers(0, 4))):
        value = data.draw(st.integers(1, BLOCK_WORDS + 9) | st.integers(-(2**31), 2**31 - 1))
        words[data.draw(st.sampled_from(sizes) | st.integers(2, BLOCK_WORDS - 1))] = value
    flash = array("i", [7] * 5 + words)  # what is behind it cannot be read at all
    noted = array("i", bytes(8 * 70))
    known = note(flash, 5, 5 + BLOCK_WORDS, noted, 3)
    assert 3 <= known <= 3 + (words[0] & 0xFFFF)
    for n in range(3, known):
        at, first = noted[2 * n], noted[2 * n + 1]
        assert flash[at] == first and 5 < at < at + flash[at - 1] <= 5 + BLOCK_WORDS
    assert not any(noted[:6])


@pytest.mark.parametrize(("size", "known"), [(BLOCK_WORDS - 3, 1), (BLOCK_WORDS - 2, 0), (0, 0), (-1, 0)])
def test_a_piece_may_fill_a_block_and_no_more(size: int, known: int) -> None:
    flash = array("i", [FIRST_WORD + 1, 0, size, *range(BLOCK_WORDS - 3), 5, 5])
    assert note(flash, 0, BLOCK_WORDS, array("i", bytes(8)), 0) == known


def test_a_block_is_known_to_be_damaged() -> None:
    """By any bit that is another one, by words that have changed places, and by words of another block of the file.

    A damaged number of words would have functions begin at what only begins like their code.
    """
    words = array("i", [(n * 2654435761 + 12345) % 2**32 - 2**31 for n in range(1021)])
    good = check(words, 0, len(words), 3)
    assert good == 96_111_286
    assert check(array("i", [9, 9, *words, 9]), 2, 2 + len(words), 3) == good != check(words, 0, len(words), 4)
    for n in (0, 1, 500, 1020):
        for bit in range(32):
            words[n] ^= (1 << bit) - (1 << 32 if bit == 31 else 0)
            assert check(words, 0, len(words), 3) != good, (n, bit)
            words[n] ^= (1 << bit) - (1 << 32 if bit == 31 else 0)
    words[7], words[900] = words[900], words[7]
    assert check(words, 0, len(words), 3) != good
    words[7], words[900] = words[900], words[7]
    for value in (0, -1):
        assert check(array("i", [*words[:600], *[value] * 100, *words[700:]]), 0, len(words), 3) != good


def test_only_whole_copies_are_left() -> None:
    """An object of another type, one whose code is elsewhere, or another by a single bit, stays as it is."""
    base, flash_at, kind, other = 0x20000000, 0x10000000, 0x10051234, 0x10056789
    flash = array("i", [FIRST_WORD + 2, 0, 3, 11, 12, 13, 2, 11, 12])
    pieces = array("i", bytes(16))
    assert note(flash, 0, len(flash), pieces, 0) == 2 and list(pieces) == [3, 11, 7, 11]
    memory = array("i", [0] * 40)
    memory[20:24] = array("i", [11, 12, 13, 0])
    memory[24:28] = array("i", [11, 12, 12, 0])
    memory[28:32] = array("i", [11, 12 ^ 1 << 30, 13, 0])
    objects = {
        0: (kind, base + 80, flash_at + 12),  # the first piece
        4: (kind, base + 96, flash_at + 28),  # the second, which ends sooner
        8: (kind, base + 112, base + 112),
        12: (0x10050000, base + 80, base + 80),
        16: (other, base + 160, base + 160),
        32: (other, base + 80, flash_at + 12),
        36: (kind, flash_at + 8, flash_at + 8),
    }
    for at, (type_at, code_at, _) in objects.items():
        memory[at], memory[at + 3] = type_at, code_at
    kinds = array("i", [kind, kind, other, other, flash_at])
    assert move(memory, len(memory), base, kinds, flash, pieces, 2) == 12 + 8 + 12
    for at, (type_at, _, code_at) in objects.items():
        assert (memory[at], memory[at + 3]) == (type_at, code_at), at
    assert move(memory, len(memory), base, kinds, flash, pieces, 2) == 0


def test_what_cannot_be_done_at_the_start_is_not_done_later(monkeypatch: pytest.MonkeyPatch) -> None:
    """By then functions are being called: what one is in the midst of must not be taken away."""
    monkeypatch.setattr(in_place, "_blocks", [])
    monkeypatch.setitem(sys.modules, "machine", SimpleNamespace(mem32=defaultdict(int)))
    monkeypatch.setitem(sys.modules, "rp2", SimpleNamespace(Flash=object))
    monkeypatch.setitem(sys.modules, "uctypes", SimpleNamespace(ARRAY=0, INT32=0, struct=lambda *_: None))
    asked: list[str] = []

    def opened(path: str, _: str) -> nullcontext[Any]:
        asked.append(path)
        if not path.startswith("/app"):
            raise OSError
        return nullcontext(io.BytesIO())

    def share(_: object, blocks: list[int], *__: object) -> int:
        if len(asked) == 1:
            raise MemoryError
        return 100 * blocks[0]

    monkeypatch.setattr(in_place, "open", opened, raising=False)
    monkeypatch.setattr(in_place, "find", lambda *_: [5])
    monkeypatch.setattr(in_place, "share", share)
    assert in_place.use_flash("/app/a") == 0 and in_place.use_flash() == 0 and in_place.use_flash() == 0
    assert asked == ["/app/a/code", "/code", "/code"]
    assert in_place.use_flash("/app/b") == 500 and in_place.use_flash() == 500
    assert asked[3:] == ["/app/b/code"]


@pytest.mark.parametrize(("failures", "uses"), [("", True), ("1", True), ("2", False), ("3", False), ("4", True)])
def test_the_copy_that_is_not_in_use_stays_in_memory(
    failures: str, uses: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After two failures main.py starts the other copy, whose files `recoil flash` overwrites while it is loaded."""
    asked: list[str] = []
    began: list[str] = []
    board = SimpleNamespace(light=lambda color: None, slow_down=lambda: None)
    parts = {
        "app.boards.choice": {"this_board": lambda: board},
        "app.button": {"is_held_at_boot": lambda *_: False},
        "app.launch": {"main": lambda *_: began.append(sys.path[0])},
        "app.in_place": {"use_flash": asked.append},
        "settings.settings": {"at_start": lambda: None},
    }
    for name, contents in parts.items():
        monkeypatch.setitem(sys.modules, f"recoil_clip.{name}", SimpleNamespace(**contents))
    monkeypatch.setattr(time, "ticks_ms", lambda: 0, raising=False)
    monkeypatch.setattr(time, "ticks_diff", lambda a, b: a - b, raising=False)
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.chdir(tmp_path)
    if failures:
        (tmp_path / "failed").write_text(f"{failures}\n")
    exec(starter_files()["/main.py"], {"__name__": "__main__"})
    assert began == ["/app/a" if uses else "/app/b"] and asked == (began if uses else [])


ON_A_DISK = """
import random
import sys
from uctypes import ARRAY, INT32, addressof, struct
from vfs import VfsLfs2
sys.path.insert(0, sys.argv[1])
from recoil_clip.app.in_place import find

class Disk:
    def __init__(self, blocks):
        self.data = bytearray(4096 * blocks)

    def readblocks(self, block, data, at=0):
        data[:] = self.data[4096 * block + at:4096 * block + at + len(data)]

    def writeblocks(self, block, data, at=None):
        self.data[4096 * block + (at or 0):4096 * block + (at or 0) + len(data)] = data

    def ioctl(self, op, value):
        return {4: len(self.data) // 4096, 5: 4096, 6: 0}.get(op, 0)

random.seed(int(sys.argv[2]))
with open("code", "rb") as file:
    code = file.read()
disk = Disk(200)
VfsLfs2.mkfs(disk, progsize=256)
clip = VfsLfs2(disk, progsize=256)
for folder in ("/app", "/app/a", "/app/b", "/sessions"):
    clip.mkdir(folder)
places = ("/app/a/code", "/app/b/code", "/sessions/page", "/settings.json")
for turn in range(12):
    path = places[turn % 4]
    with clip.open(path, "wb") as file:
        if path[-4:] == "code":
            at = 0
            while at < len(code):
                size = random.randrange(1, 3000)
                file.write(code[at:at + size])
                at += size
        else:
            file.write(bytes(random.randrange(1, 20000)))
words = struct(addressof(disk.data), (ARRAY, len(disk.data) // 4 | INT32))

def find_in(path):
    with clip.open(path, "rb") as file:
        return find(file.seek(0, 2), struct(id(file), (ARRAY, 64 | INT32)), 0, words)

before = bytes(disk.data)
for path in places[:2]:
    blocks = find_in(path)
    print(len(blocks), [words[at] & 0xFFFF for at in reversed(blocks)])
    for n, at in enumerate(reversed(blocks)):
        end = (at | 1023) + 1
        assert disk.data[4 * at:4 * end] == code[:4 * (end - at)], n
        code = code[4 * (end - at):] + code[:4 * (end - at)]
assert disk.data == before, "it only reads"
for number, at in enumerate(reversed(find_in(places[0]))):
    end = (at | 1023) + 1
    damaged = 4 * random.randrange(at + 1, end) + random.randrange(4)
    disk.data[damaged] ^= 1 << random.randrange(8)
    left = find_in(places[0])
    assert len(left) == len(blocks) - 1 and at not in left, number
    disk.data[damaged] = before[damaged]
    if number:
        link = at & ~1023
        for wrong in (0, 1, link >> 10, 199, 200, 4095, 4096, -1, -4096, -(1 << 20), -(1 << 31), 0x7FFFFFFF):
            words[link] = wrong
            try:
                find_in(places[0])
            except (OSError, IndexError):
                pass
        words[link] = int.from_bytes(before[4 * link:4 * link + 4], "little")
for path in ("/app/a/other", "/settings.json", "/sessions/page"):
    try:
        assert not find_in(path)  # smaller than a block
    except (OSError, IndexError):
        pass
"""


@pytest.mark.parametrize("seed", [1, 2])
def test_its_blocks_are_found_on_a_real_littlefs(tmp_path: Path, linked: Files, seed: int) -> None:
    reason = micropython64.MicroPython64().missing()
    if reason:
        pytest.skip(reason)
    code = linked[CODE]
    (tmp_path / "code").write_bytes(code)
    (tmp_path / "run.py").write_text(ON_A_DISK)
    firmware = str(package_folder("recoil_clip").parent)
    command = micropython64.command("-X", "heapsize=16m", "run.py", firmware, str(seed))
    done = subprocess.run(
        command, cwd=tmp_path, env=micropython64.environment(), capture_output=True, text=True, check=False
    )
    counts = [struct.unpack_from("<I", block.lstrip(b"\xee"))[0] & 0xFFFF for block in blocks_of(code)]
    assert done.returncode == 0 and done.stdout == f"{len(counts)} {counts}\n" * 2, done.stdout + done.stderr


def blocks_of(code: bytes) -> list[bytes]:
    whole = with_links(code)
    return [whole[at : at + BLOCK_BYTES] for at in range(0, len(whole), BLOCK_BYTES)]


THING = b"""
def twice(n, by=2):
    return [one * by for one in range(n)]


class Thing:
    def __init__(self, size):
        self.size = size

    def grow(self, by):
        try:
            return self.size + 12 // by
        except ZeroDivisionError:
            return "not by nothing"

    @staticmethod
    def name():
        return "thing"


def counts(n):
    yield n
    yield n + 1


def stays(n):
    return n * 7 + 1


SAYING = "a text that takes more than the least"
"""
IN_MEMORY = """
import gc, sys
gc.disable()
from uctypes import ARRAY, INT32, addressof, bytearray_at, struct
sys.path.insert(0, "/input")
from recoil_clip.app.in_place import share
import thing

memory_at = id(thing) & ~0xFFFFF
words = 0x80000
memory = struct(memory_at, (ARRAY, words | INT32))
with open("/input/blocks", "rb") as file:
    data = file.read()
between = bytearray(4 * words)
place = bytearray(len(data) + 4096)
at = addressof(place) + 4095 & ~4095
bytearray_at(at, len(data))[:] = data
flash = struct(0, (ARRAY, 0x4000000 | INT32))
blocks = [at >> 2]

def code_at(function):
    return flash[(id(function) >> 2) + 3]

def says():
    return [thing.twice(3), thing.twice(2, 5), thing.Thing(4).grow(3), thing.Thing(4).grow(0), thing.Thing.name(),
            list(thing.counts(3)), thing.stays(2), thing.SAYING]

functions = (thing.twice, thing.Thing.__init__, thing.Thing.grow, thing.SAYING, thing.stays, says)
was = [code_at(one) for one in functions]
before = says()
print(share(flash, blocks, 0, memory, memory_at, words))
print([at <= code_at(one) < at + len(data) for one in functions])
print([code_at(one) == old for one, old in zip(functions, was)])
for old in was[:4]:
    bytearray_at(old, 8)[:] = bytes(8)  # whatever becomes of the copies
print(says() == before, before)
print(share(flash, blocks, 0, memory, memory_at, words))
"""


def test_functions_of_a_real_micropython_use_it(tmp_path: Path) -> None:
    """Where addresses have 32 bits, as on the clip: they do the same, though what they were loaded to is gone."""
    reason = micropython32.MicroPython32().missing()
    if reason:
        pytest.skip(reason)
    files = compiled_files({"/thing.py": THING}, shortens=False)
    (tmp_path / "thing.mpy").write_bytes(files["/thing.mpy"])
    functions = read_mpy(files["/thing.mpy"]).functions
    stays = next(one for one in functions if one.name == "stays")
    blocks = bytearray(with_links(code_file(files)))
    assert len(blocks) == BLOCK_BYTES
    at = blocks.index(stays.code)
    blocks[at + len(stays.code) - 1] ^= 1
    (tmp_path / "blocks").write_bytes(blocks)
    (tmp_path / "run.py").write_text(IN_MEMORY)
    for name in ("", "app", "spec"):
        folder = tmp_path / "recoil_clip" / name
        folder.mkdir()
        for path in (package_folder("recoil_clip") / name).glob("*.py"):
            (folder / path.name).write_bytes(path.read_bytes())
    printed, _ = micropython32.start(tmp_path, "/input/run.py", "/input")
    lines = printed.splitlines()
    assert 100 < int(lines[0]) < 400 and lines[4] == "0"
    assert lines[1:3] == ["[True, True, True, True, False, False]", "[False, False, False, False, True, True]"]
    said = [[0, 2, 4], [0, 5], 8, "not by nothing", "thing", [3, 4], 15, "a text that takes more than the least"]
    assert lines[3] == f"True {said}"
