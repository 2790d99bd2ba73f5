"""The core as machine code: chosen where it pays, the same to the last digit, and nobody needs it."""

import time
from array import array
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import recoil_clip.gait
from patched_core import plant
from recoil.common.errors import RecordingError
from recoil.recording import csv_table, spool
from recoil.recording import replay as replaying
from recoil.recording.analysis import analyse
from recoil.recording.reading import Recording, read_recording
from recoil.recording.replay import replay
from recoil.runtimes import fast, flatten, guest, guest_driver, micropython64, native, numerals
from recoil.simulation.runner import Worn, simulate
from recoil_clip.gait import contact, gait

CORE = Path(next(iter(recoil_clip.gait.__path__)))
HOUR_SAMPLES = 750_000


@pytest.fixture
def numba() -> None:
    pytest.importorskip("numba")


def is_compiled(stretch: fast.Stretch) -> bool:
    return stretch.is_compiled


@pytest.mark.timeout(900)
def test_a_replay_says_the_same_to_the_last_digit(numba: None, monkeypatch: pytest.MonkeyPatch) -> None:
    worn = Worn(tilt_deg=15, yaw_deg=10, upside_down=True, gain_pct=2, ringing_g=1.0, rate_error_pct=3, lost_pct=0.5)
    heard = simulate(worn=worn, plan="stand 3, walk 5, run 60, stand 3", seed=4)
    recording = Recording.of("run", heard.time_s, heard.acc_g, heard.gyr_dps)
    found = []
    for wish in ("plain", "1"):
        monkeypatch.setenv("RECOIL_FAST", wish)
        assert is_compiled(fast.Choice().stretch(1)) == (wish == "1")
        found.append(replay(recording))
    plain, compiled = found
    assert len(plain.steps) > 120
    assert plain.steps.tobytes() == compiled.steps.tobytes()
    assert plain.summary == compiled.summary
    if guest.is_there():
        monkeypatch.setenv("RECOIL_FAST", "0")
        monkeypatch.setattr(fast, "ENOUGH_SAMPLES", 1)
        assert fast.Choice().stretch(1).is_guest
        beside = replay(recording)
        assert beside.steps.tobytes() == plain.steps.tobytes()
        assert beside.summary == plain.summary


@pytest.mark.parametrize("gyroscope", [True, False])
def test_a_micropython_beside_says_the_same_of_every_step(gyroscope: bool) -> None:
    if not guest.is_there():
        pytest.skip("no MicroPython that loads machine code")
    heard = simulate(plan="stand 2, run 30, stand 2", seed=3)
    counts = heard.counts.astype(np.int32)
    assert len(counts) > guest_driver.CHUNK_SAMPLES
    found = []
    for stretch, core in ((fast.PLAIN, gait.Gait), (fast.GUEST, guest.GuestGait)):
        own: Any = core(heard.period_us, gyroscope)
        rows = [stretch.feed(own, counts[:1000], 0), stretch.feed(own, counts[1000:], 1000)]
        found.append(np.concatenate([*rows, stretch.finish(own, len(counts))]).tolist())
    assert found[0] == found[1] and len(found[0]) > 60


def test_a_micropython_that_ends_early_is_not_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    if not guest.is_there():
        pytest.skip("no MicroPython that loads machine code")
    heard = simulate(plan="stand 2, run 20, stand 2", seed=2)
    recording = Recording.of("run", heard.time_s, heard.acc_g, heard.gyr_dps)
    monkeypatch.setenv("RECOIL_FAST", "plain")
    expected = replay(recording)
    monkeypatch.setenv("RECOIL_FAST", "0")
    monkeypatch.setattr(fast, "ENOUGH_SAMPLES", 1)
    counts = heard.counts.astype(np.int32)
    first = 12 + 24 * guest_driver.CHUNK_SAMPLES  # bytes of the first request
    for ending in (
        "raise SystemExit",
        "import sys; sys.stdin.buffer.read(9000); sys.stdout.buffer.write(bytes(4))",
        f"import sys; sys.stdin.buffer.read({first})",
        f"import sys; sys.stdin.buffer.read({first}); sys.stdout.buffer.write(b'\\x09\\0\\0\\0\\x01')",
    ):
        ends = micropython64.command("-c", ending)
        monkeypatch.setattr(guest, "command", lambda *_, ends=ends: ends)
        with pytest.raises(guest.GuestLostError, match="before its time"):
            fast.GUEST.feed(guest.GuestGait(heard.period_us), counts, 0)
        choice = fast.Choice()
        assert choice.stretch(1).is_guest
        monkeypatch.setattr(replaying, "CHOICE", choice)
        assert replay(recording).steps.tobytes() == expected.steps.tobytes()
        assert not choice.stretch(1).is_guest, "nobody waits for it again"
    monkeypatch.setattr(guest, "command", lambda *_: ["no such program"])
    with pytest.raises(guest.GuestLostError, match="does not start"):
        guest.GuestGait(heard.period_us)


def test_a_contact_model_of_ones_own_needs_no_other_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RECOIL_FAST", "0")
    assert fast.Choice().stretch(HOUR_SAMPLES, contact.Contact()) is fast.PLAIN
    monkeypatch.setattr(guest, "is_there", lambda: False)
    assert fast.Choice().stretch(HOUR_SAMPLES) is fast.PLAIN


@pytest.mark.timeout(900)
def test_compiled_and_plain_stretches_may_alternate(numba: None) -> None:
    heard = simulate(plan="stand 2, run 20, stand 2", seed=2)
    counts = heard.counts.astype(np.int32)
    compiled = fast.compiled(CORE)
    whole, mixed = gait.Gait(heard.period_us), gait.Gait(heard.period_us)
    expected = [fast.PLAIN.feed(whole, counts, 0), fast.PLAIN.finish(whole, len(counts))]
    found = []
    for number, start in enumerate(range(0, len(counts), 517)):
        part = counts[start : start + 517]
        found.append((compiled if number % 2 else fast.PLAIN).feed(mixed, part, start))
    found.append(compiled.finish(mixed, len(counts)))
    assert len(expected[0]) > 40
    assert np.concatenate(found).tolist() == np.concatenate(expected).tolist()
    assert vars(mixed.totals.contact_balance) == vars(whole.totals.contact_balance)
    assert type(mixed._run._is_open) is bool and mixed.history.ticks == whole.history.ticks


def test_compiling_pays_for_many_samples_only(numba: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("RECOIL_FAST", raising=False)
    compiled = fast.compiled(CORE)
    monkeypatch.setattr(fast, "compiled", lambda folder: compiled)
    assert is_compiled(fast.Choice().stretch(50_000)) and not is_compiled(fast.Choice().stretch(5_000))
    monkeypatch.setenv("RECOIL_CACHE", str(tmp_path))
    assert not is_compiled(fast.Choice().stretch(100_000)), "nothing is compiled yet"
    assert is_compiled(fast.Choice().stretch(HOUR_SAMPLES))
    many = fast.Choice()
    assert [is_compiled(many.stretch(250_000)) for _ in range(3)] == [False, False, True]


def test_without_numba_nothing_is_compiled_by_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(native, "version", lambda: "")
    assert "recoil-clip[fast]" in fast.Numba().missing()
    for wish in ("", "0", "1"):
        monkeypatch.setenv("RECOIL_FAST", wish)
        assert not is_compiled(fast.Choice().stretch(HOUR_SAMPLES))


def test_where_nothing_can_be_kept_numba_is_not_asked(
    numba: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setenv("RECOIL_CACHE", str(tmp_path / "file"))
    monkeypatch.delenv("RECOIL_FAST", raising=False)
    fast.compiled.cache_clear()
    assert not is_compiled(fast.Choice().stretch(HOUR_SAMPLES))


def test_what_was_compiled_from_another_core_is_not_used(tmp_path: Path) -> None:
    changed = plant(tmp_path, "pass")
    assert fast._kept_path(changed) != fast._kept_path(CORE)
    assert fast._kept_path(CORE) == fast._kept_path(CORE)


def test_machine_code_that_is_damaged_is_not_loaded(tmp_path: Path) -> None:
    path = tmp_path / "kernels" / "some.o"
    native.keep(path, native.Kept(b"code" * 9, "name", {"arrays": 3}))
    assert native.find(path) == native.Kept(b"code" * 9, "name", {"arrays": 3})
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    assert native.find(path) is None and native.find(tmp_path / "none.o") is None


def test_of_several_who_need_it_one_compiles(numba: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    pytest.importorskip("fcntl")
    monkeypatch.setenv("RECOIL_CACHE", str(tmp_path))
    compiled = []

    def compile_slowly(gait_class: type[gait.Gait]) -> native.Kept:
        compiled.append(gait_class)
        time.sleep(0.5)
        return native.Kept(b"code", "name", {})

    monkeypatch.setattr(fast, "_compile", compile_slowly)
    monkeypatch.setattr(fast, "CompiledStretch", lambda kept, gait_class: kept.code)
    with ThreadPoolExecutor(3) as several:
        assert list(several.map(fast.compiled.__wrapped__, 3 * [CORE])) == 3 * [b"code"]
    assert len(compiled) == 1


class Half:
    def __init__(self, numbers: array) -> None:
        self.numbers = numbers
        self.count = 1

    def double(self, by: int) -> int:
        self.count += by
        self.numbers[0] = self.count
        return 2 * self.count


class Whole:
    def __init__(self) -> None:
        self.shared = array("i", (0, 0))
        self.half = Half(self.shared)
        self.done = False

    def run(self, by: int) -> int:
        self.done = True
        return self.half.double(by) + self.shared[0]

    def odd(self, by: int) -> int:
        self.half = Half(self.shared)
        return by


def run_whole(whole: Whole, by: int) -> int:
    return whole.run(by)


def run_odd(whole: Whole, by: int) -> int:
    return whole.odd(by)


def test_objects_become_arrays_and_are_given_back() -> None:
    whole = Whole()
    program = flatten.Program(run_whole, whole)
    assert program.layout == {"Whole": ["half", "shared"], "Half": ["numbers"]}
    packed = flatten.Packed(whole, program.layout)
    assert [held.tolist() for held in packed.arrays] == [[0], [1], [0, 0]], "what two objects hold is there once"
    packed.arrays[0][0], packed.arrays[1][0], packed.arrays[2][1] = 1, 8, 5
    packed.give_back()
    assert (whole.done, whole.half.count, whole.shared.tolist()) == (True, 8, [0, 5])
    with pytest.raises(flatten.NotFlatError, match="Half is no plain function"):
        flatten.Program(run_odd, whole)


def test_a_file_read_by_columns_is_the_same_and_its_errors_too(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    write_csv: Callable[..., Path],
    runner_columns: Callable[..., np.ndarray],
) -> None:
    pytest.importorskip("pyarrow")
    monkeypatch.setattr(csv_table, "ENOUGH_TEXT", 1)
    good = write_csv(tmp_path / "good.csv", runner_columns(10.0))
    lines = good.read_text().splitlines(keepends=True)
    (tmp_path / "bad.csv").write_text("".join([*lines[:500], lines[500].replace(".", ",", 1), *lines[501:]]))
    (tmp_path / "nan.csv").write_text(
        "".join([*lines[:700], "nan" + lines[700][lines[700].index(",") :], *lines[701:]])
    )
    (tmp_path / "quoted.csv").write_text("".join([*lines[:5], '"' + lines[5].replace(",", '",', 1), "\n", *lines[6:]]))
    columns = csv_table._columns("1e0,-2.50,x,3\n4,5,y,6\n", csv_table.Layout(["a", "b", "c"], [1, 0, 3], 4))
    assert columns is not None and columns.tolist() == [[-2.5, 1.0, 3.0], [5.0, 4.0, 6.0]]
    said = []
    for wish in ("0", ""):
        monkeypatch.setenv("RECOIL_FAST", wish)
        one, other = read_recording(good), read_recording(tmp_path / "quoted.csv")
        words: list[bytes | str] = [one.acc_g.tobytes(), one.time_s.tobytes(), other.acc_g.tobytes()]
        for name, place in (("bad", "line 501: 8 columns"), ("nan", "line 701: time_s is nan")):
            with pytest.raises(RecordingError, match=place) as error:
                read_recording(tmp_path / f"{name}.csv")
            words.append(str(error.value))
        said.append(words)
    assert said[0] == said[1]


def test_a_recording_that_waits_in_a_file_says_the_same(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    write_csv: Callable[..., Path],
    runner_columns: Callable[..., np.ndarray],
) -> None:
    columns = runner_columns(20.0)
    columns[900:905, 2] = 16.2
    columns[:, 1:4] *= 9.80665
    path = write_csv(tmp_path / "run.csv", np.delete(columns, slice(1500, 1700), axis=0))
    kept = analyse(path)
    monkeypatch.setattr(spool, "MOST_IN_MEMORY", 1000)
    monkeypatch.setattr(spool, "BLOCK_ROWS", 700)
    monkeypatch.setattr(csv_table, "BLOCK_BYTES", 30_000)
    assert spool.is_spooled(read_recording(path).acc_g)
    waited = analyse(path)
    assert len(kept.steps) > 40
    for name in kept.steps.dtype.names or ():  # the clock's sums are added up in another order
        if kept.steps[name].dtype.kind == "f":
            np.testing.assert_allclose(kept.steps[name], waited.steps[name], rtol=0, atol=1e-9)
        else:
            assert kept.steps[name].tolist() == waited.steps[name].tolist()
    assert kept.summary == waited.summary
    assert any("m/s^2" in text for text in kept.summary["warnings"])


def test_stretches_of_the_same_row_are_found_across_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = np.repeat([[1, 1], [1, 2], [1, 1], [3, 1], [3, 2]], [3, 1, 4, 5, 1], axis=0)
    for size in range(1, len(rows) + 2):
        monkeypatch.setattr(spool, "BLOCK_ROWS", size)
        found = [pair for part in spool.same_rows(rows) for pair in zip(*(one.tolist() for one in part), strict=True)]
        assert found == [(0, 3), (3, 1), (4, 4), (8, 5), (13, 1)]
    assert list(spool.same_rows(rows[:0])) == []


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        (b"1,x,2\n3,y,4\n", [[2, 1], [4, 3]]),
        (b"\n1,x,2\n\n\n3,y,4", [[2, 1], [4, 3]]),
        (b"\r\n1,x,2\r\n\r\n3,,4\r\n", [[2, 1], [4, 3]]),
        (b"-1.50,x,.25\n-0,x,7.\n", [[0.25, -1.5], [7, 0]]),
        (b"9007199254740991,x,0.0000000000000000000001\n", [[1e-22, 9007199254740991]]),
        (b"", []),
        (b"9007199254740992,x,1\n", None),
        (b"0.00000000000000000000001,x,1\n", None),
        (b"1,x\n", None),
        (b"1,x,2,3\n", None),
        (b"1,x,2\r3,y,4\n", None),
        (b"\r1,x,2\n", None),
        (b'1,"x",2\n', None),
        (b"1,x,2e0\n", None),
        (b"1,x,\n", None),
        (b"1.2.3,x,4\n", None),
        (b"1,x,", None),
        (b"1,x,2\n\n3,x,4\n5,x,6\n7,x,8\n", None),
    ],
)
def test_only_what_is_plain_is_read_in_machine_code(text: bytes, rows: list[list[float]] | None) -> None:
    """The same function in Python: the first and the third cell, in the other order; there is room for three rows."""
    found = [0.0] * 6
    powers = [float(10**power) for power in range(23)]
    count = numerals.read_table(text + b"\0", len(text), 3, [1, -1, 0], powers, found, 3)
    assert count == (numerals.ODD if rows is None else len(rows))
    assert rows is None or [found[2 * row : 2 * row + 2] for row in range(count)] == rows
