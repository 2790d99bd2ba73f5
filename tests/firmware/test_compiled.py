"""What was compiled is kept: the next clip gets it at once, and never anything else."""

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
    assert len(list(kept.iterdir())) == 5
    monkeypatch.setattr(compiled, "_compiled_anew", lambda *_: {})
    compiled_files(kernel, starters={"/main.py": b"import kernels\n"})
    assert len(list(kept.iterdir())) == 6
    (tmp_path / "crosscompile.py").write_text("another way to compile")
    monkeypatch.setattr(compiled.crosscompile, "__file__", str(tmp_path / "crosscompile.py"))
    compiled_files(kernel)
    assert len(list(kept.iterdir())) == 7


def test_what_is_damaged_is_made_anew(kept: Path) -> None:
    first = compiled_files(FILES)
    (path,) = kept.iterdir()
    whole = path.read_bytes()
    for at in range(0, len(whole), 3):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0x55]) + whole[at + 1 :])
        assert compiled_files(FILES) == first, at
    path.write_bytes(whole[:40])
    assert compiled_files(FILES) == first
    assert path.read_bytes() == whole


def test_only_a_few_are_kept(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(MOST_KEPT + 3):
        compiled_files({"/small.py": b"NUMBER = %d\n" % number})
    assert len(list(kept.iterdir())) == MOST_KEPT
    monkeypatch.setattr(compiled, "_compiled_anew", None)
    for number in range(3, MOST_KEPT + 3):  # the newest
        assert set(compiled_files({"/small.py": b"NUMBER = %d\n" % number})) == {"/small.mpy"}


def test_where_nothing_can_be_kept_it_compiles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv(CACHE_VARIABLE, str(tmp_path / "file"))
    assert set(compiled_files(FILES)) == {"/small.mpy"}
