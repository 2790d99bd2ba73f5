"""What was compiled is kept: the next clip gets it at once, and never anything else."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from recoil.common.folders import CACHE_VARIABLE
from recoil.firmware import compiled
from recoil.firmware.compiled import MOST_KEPT, compiled_files

FILES = {"/small.py": b"def half(value):\n    return value // 2\n"}


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path))
    return tmp_path / "firmware"


def test_what_was_compiled_is_not_compiled_again(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = compiled_files(FILES)
    told: list[tuple[int, int]] = []
    monkeypatch.setattr(compiled, "_compiled_anew", None)
    assert compiled_files(FILES, progress=lambda done, total: told.append((done, total))) == first
    assert told == [(1, 1)]


def test_other_sources_another_board_and_other_names_are(
    kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kernel = {"/kernels.py": b"def half(value: int) -> int:\n    return value >> 1\n"}
    assert len({tuple(compiled_files(kernel, board).items()) for board in ("", "armv6m", "armv7emsp")}) == 3
    compiled_files(kernel, shortens=False)
    compiled_files({"/kernels.py": kernel["/kernels.py"] + b"\n"})
    assert len(list(kept.glob("*.json"))) == 5
    monkeypatch.setattr(compiled, "_compiled_anew", lambda *_: {})
    compiled_files(kernel, starters={"/main.py": b"import kernels\n"})
    assert len(list(kept.glob("*.json"))) == 6
    (tmp_path / "crosscompile.py").write_text("another way to compile")
    monkeypatch.setattr(compiled.crosscompile, "__file__", str(tmp_path / "crosscompile.py"))
    compiled_files(kernel)
    assert len(list(kept.glob("*.json"))) == 7


def test_what_is_damaged_is_made_anew(kept: Path) -> None:
    first = compiled_files(FILES)
    (path,) = kept.glob("*.json")
    whole = path.read_bytes()
    for at in range(0, len(whole), 3):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :])
        assert compiled_files(FILES) == first, at
    path.write_bytes(whole[:40])
    assert compiled_files(FILES) == first
    assert path.read_bytes() == whole


def test_only_a_few_are_kept(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def made(number: int) -> set[str]:
        return set(compiled_files({"/small.py": b"NUMBER = %d\n" % number}))

    for number in [*range(MOST_KEPT), 0, *range(MOST_KEPT, MOST_KEPT + 3)]:
        made(number)
    assert len(list(kept.glob("*.json"))) == MOST_KEPT >= len(list(kept.glob("*.lock")))
    monkeypatch.setattr(compiled, "_compiled_anew", None)
    for number in [0, *range(4, MOST_KEPT + 3)]:  # what was asked for last
        assert made(number) == {"/small.mpy"}


def test_what_somebody_else_compiles_is_waited_for(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = compiled_files(FILES)
    (path,) = kept.glob("*.json")
    whole = path.read_bytes()
    path.unlink()

    @contextmanager
    def compiled_by_another(_: Path) -> Iterator[None]:
        path.write_bytes(whole)
        yield

    monkeypatch.setattr(compiled.native, "alone", compiled_by_another)
    monkeypatch.setattr(compiled, "_compiled_anew", None)
    assert compiled_files(FILES) == first


def test_where_nothing_can_be_kept_it_compiles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path / "file"))
    assert set(compiled_files(FILES)) == {"/small.mpy"}
