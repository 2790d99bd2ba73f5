"""Raw samples come back bit for bit, take half of their size on real runs, and never much more than it."""

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recoil.recording.reading import read_recording
from recoil.session.pages import Page, scan
from recoil.session.ratio import bytes_per_sample, pages_of
from recoil.session.raw import RawError, decode, raw_of
from recoil_clip.log.raw import BATCH, SAMPLE_BYTES, RawPage
from recoil_clip.spec.log import PAGE_RAW, RAW_UNITS, UNIT_BYTES

LOWEST, HIGHEST = -32768, 32767
counts_16 = st.integers(LOWEST, HIGHEST)
edges = st.sampled_from((LOWEST, -1, 0, 1, HIGHEST))
HEAD_BYTES = 92


def compressed(counts: np.ndarray, batches: list[int]) -> bytes:
    """Return the payload of one page, filled in batches of these sizes over and over."""
    raw, flat, at, turn = RawPage(), counts.ravel().tolist(), 0, 0
    raw.begin(0)
    while at < len(counts):
        assert not raw.is_full()
        size = min(batches[turn % len(batches)], len(counts) - at)
        raw.add(flat, 6 * at, size)
        at += size
        turn += 1
    raw.finish()
    raw.page.number = 0
    (page,) = scan(bytes(raw.page.seal(PAGE_RAW, 1, False)), "page").pages
    return page.payload


def restored(pages: list[bytes]) -> np.ndarray:
    """Return all samples of sealed pages."""
    found = [page for data in pages for page in scan(data, "page").pages]
    samples = raw_of(found)
    assert not samples.damage
    (run,) = samples.runs
    assert run.first == 0
    return run.counts


def smooth(seconds: float, rng: np.random.Generator, noise: float) -> np.ndarray:
    """Return something like a runner."""
    time_s = np.arange(0, seconds, 1 / 208)[:, None]
    waves = np.zeros((len(time_s), 6))
    for n in range(1, 6):
        waves += np.sin(2 * np.pi * 2.8 * n * time_s + rng.uniform(0, 6, 6)) * 3000 / n**2
    return np.rint(waves + rng.normal(0, noise, waves.shape)).clip(LOWEST, HIGHEST).astype(np.int16)


@given(
    st.lists(st.lists(counts_16 | edges, min_size=6, max_size=6), min_size=1, max_size=120),
    st.lists(st.integers(1, BATCH), min_size=1, max_size=5),
)
def test_any_samples_come_back(samples: list[list[int]], batches: list[int]) -> None:
    counts = np.array(samples, dtype=np.int16)
    payload = compressed(counts, batches)
    assert np.array_equal(decode(payload), counts)
    batch_bits = 4 * len(counts)  # at most
    assert len(payload) <= HEAD_BYTES + SAMPLE_BYTES * len(counts) + batch_bits // 8 + 1


@settings(max_examples=20)
@given(st.integers(0, 1 << 30), st.sampled_from((0, 1, 10, 500, 8000)), st.integers(1, 20))
def test_long_signals_come_back_over_many_pages(seed: int, noise: float, seconds: int) -> None:
    rng = np.random.default_rng(seed)
    counts = smooth(seconds, rng, noise)
    counts[rng.random(counts.shape) < 0.001] = HIGHEST
    pages = pages_of(counts, page_samples=int(rng.integers(1, 2000)))
    assert np.array_equal(restored(pages), counts)
    assert max(map(len, pages)) <= RAW_UNITS * UNIT_BYTES


def spikes(length: int, rng: np.random.Generator, quiet: int) -> np.ndarray:
    """Return silence, long enough for the code to narrow, with full-scale blows in between."""
    counts = np.zeros((length, 6), dtype=np.int16)
    counts[::quiet] = rng.choice((LOWEST, HIGHEST), size=counts[::quiet].shape)
    return counts


@pytest.mark.parametrize(
    ("name", "most"), [("noise", 15.0), ("zeros", 1.2), ("square", 15.0), *[(f"spikes {n}", 21.0) for n in range(2, 9)]]
)
def test_hostile_signals_grow_little(name: str, most: float) -> None:
    rng = np.random.default_rng(1)
    counts = np.zeros((2000, 6), dtype=np.int16)
    if name == "noise":
        counts = rng.integers(LOWEST, HIGHEST, counts.shape, dtype=np.int16, endpoint=True)
    elif name == "square":
        counts = np.where(np.arange(2000)[:, None] % 2 > 0, LOWEST, HIGHEST).repeat(6, axis=1).astype(np.int16)
    elif name != "zeros":
        counts = spikes(2000, rng, int(name.split()[1]))
    pages = pages_of(counts, page_samples=1600)
    assert np.array_equal(restored(pages), counts)
    assert sum(map(len, pages)) / len(counts) <= most
    assert most < SAMPLE_BYTES


def test_a_page_is_never_overrun() -> None:
    raw = RawPage()
    raw.begin(0)
    rng = np.random.default_rng(2)
    while not raw.is_full():
        raw.add(spikes(BATCH, rng, 3).ravel().tolist(), 0, BATCH)
    raw.finish()
    assert raw.page.used <= raw.page.end


def test_after_a_gap_a_new_run_begins() -> None:
    counts = smooth(2, np.random.default_rng(3), 5)
    first, second = (compressed(part, [10]) for part in (counts[:200], counts[200:]))
    pages = [Page(PAGE_RAW, 0, 0, 1, first, "a"), Page(PAGE_RAW, 1, 1000, 1, second, "b")]
    runs = raw_of(pages).runs
    assert [run.first for run in runs] == [0, 1000]
    assert np.array_equal(np.concatenate([run.counts for run in runs]), counts)


@given(st.binary(max_size=300))
def test_nonsense_is_a_fault_or_samples(payload: bytes) -> None:
    try:
        assert decode(payload).shape[1] == 6
    except RawError as fault:
        assert str(fault)


@given(st.data())
def test_a_broken_page_is_a_fault_or_samples(data: st.DataObject) -> None:
    payload = bytearray(compressed(smooth(0.2, np.random.default_rng(4), 5), [7]))
    for _ in range(data.draw(st.integers(1, 4))):
        payload[data.draw(st.integers(0, len(payload) - 1))] = data.draw(st.integers(0, 255))
    try:
        decode(bytes(payload[: data.draw(st.integers(0, len(payload)))]))
    except RawError as fault:
        assert str(fault)


def test_real_runs_take_half(data_dir: Path) -> None:
    with (data_dir / "index.csv").open(encoding="utf-8") as table:
        rows = [row for row in csv.DictReader(table) if row["kind"] == "run" and row["source"] != "alcantara"]
    sizes: dict[str, list[float]] = {}
    for row in rows[::3]:
        recording = read_recording(data_dir / f"{row['name']}.csv.gz")
        sizes.setdefault(row["source"], []).append(bytes_per_sample(recording))
    for source, found in sizes.items():
        print(f"{source}: {np.mean(found):.2f} bytes/sample over {len(found)} recordings")
    assert np.mean(np.concatenate(list(sizes.values()))) <= 5.5
    assert np.mean(sizes["sisfall"]) <= 6.3
