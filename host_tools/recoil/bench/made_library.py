"""A library of made-up sessions: small, valid to the last check, as many as are wanted, the same for the same seed."""

import json
import os
import struct
from binascii import crc32
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from recoil.common.session_files import STAMP
from recoil_clip.spec.events import BATTERY, PHASE, SCORE, START, STOP, STOP_BUTTON
from recoil_clip.spec.log import (
    CRC_BYTES,
    HEADER_BYTES,
    KIND_RUN,
    MINUTE,
    MINUTE_BYTES_2,
    PAGE_HEAD,
    PAGE_LOG,
    PAGE_SETTINGS,
    STEP,
    STRIDE,
    STRIDE_BYTES_2,
    UNIT_BYTES,
)
from recoil_clip.spec.phases import BASELINE, FEWER, FULL, REQUEST, RETENTION

STEPS = 330
STEPS_A_PAGE = 40  # within the 16 s that a page can hold at any cadence of running
PERIOD_NS, PERIOD_US = 4_807_692, 4808
SESSIONS_A_RUNNER = 120
DAYS_BETWEEN = 2.3
NEWEST_S = 1_795_000_000
REGULARITY_BP = (9300, 9550, 8300, 8900, 7100, 8600)  # up, ahead, sideways: after a step and after a stride
PELVIS_CDEG = (760, 900, 1080, 640, 660, 460, 480, 900, 920)  # in the order of a stride's record
BRAKING_MG = (182, 186)
ANGLE_CDEG = 20  # of one unit in a stride's record
NAMES = ("Ann", "Ben", "Cleo", "Dora", "Emil", "Fred", "Gina", "Hugo", "Ida", "Jan", "Kim", "Lea")
STRIDE_TYPE = np.dtype(
    [("head", "u1", 2), ("time_ms", "<i4"), ("flags", "u1"), ("angles", "u1", 9), ("braking_mg", "<i2", 2)]
)


@dataclass(frozen=True)
class Made:
    """What a session shall say."""

    clip: str = "e66038b713000001"
    number: int = 1
    start_s: int = NEWEST_S
    cadence_spm: float = 168.0
    contact_ms: float = 245.0
    bounce_mm: float = 85.0
    peak_g: float = 2.4
    unsteadiness_pct: float = 2.2
    left_pct: float = 50.3
    half_pct: float = 0.6
    phase: int = FULL
    score_pct: int | None = None
    steps: int = STEPS
    settings: dict[str, Any] = field(default_factory=lambda: {"target": "cadence"})
    seed: int = 1
    events: tuple[tuple[int, int], ...] = ()
    """Further events before its end: kind, value."""
    is_whole: bool = False
    """Whether every minute and stride is told, as format 2 does; else only what the last minute says, as format 1."""

    @property
    def name(self) -> str:
        """Return the session's folder, as the clip names it."""
        if not self.start_s:
            return f"{self.number:05d}"
        return f"{self.number:05d}-{datetime.fromtimestamp(self.start_s, UTC):{STAMP}}"


def segment_of(made: Made) -> bytes:
    """Return the session's only segment."""
    text = struct.pack("<24s24s", b"0.1.0", made.clip.encode()[:24])
    version, kind = (2, bytes((KIND_RUN,))) if made.is_whole else (1, b"")
    head = struct.pack("<BBHIIIHHII", version, 0, 1, made.number, made.start_s, PERIOD_NS, PERIOD_US, 0, 488, 70000)
    payloads = [(PAGE_HEAD, 0, head + text + kind)]
    payloads.append((PAGE_SETTINGS, 0, json.dumps(made.settings, ensure_ascii=False).encode()[:1400]))
    steps, begin_s, end_ms = _steps(made)
    told = _tell_strides(made, steps, end_ms) if made.is_whole else 0
    first = _event(START, 4000, 1) + _event(PHASE, 4000, made.phase) + _event(BATTERY, 4000, 90 * 65536 + 4000)
    score = b"" if made.score_pct is None else _event(SCORE, end_ms, made.score_pct)
    more = b"".join(_event(kind, end_ms, value) for kind, value in made.events)
    last = _minute(made, end_ms, made.steps - told) + score + more + _event(STOP, end_ms, STOP_BUTTON)
    for at in range(0, made.steps, STEPS_A_PAGE):
        page = b"".join(steps[at : at + STEPS_A_PAGE])
        page = (b"" if at else first) + page + (last if at + STEPS_A_PAGE >= made.steps else b"")
        payloads.append((PAGE_LOG, int(begin_s[at]), page))
    if not made.steps:
        payloads.append((PAGE_LOG, 0, first + last))
    return b"".join(
        page_of(kind, payload, number, base, made.number) for number, (kind, base, payload) in enumerate(payloads)
    )


def page_of(kind: int, payload: bytes, number: int, base: int, session: int) -> bytes:
    """Return a page with the right check."""
    size = -(-(HEADER_BYTES + len(payload) + CRC_BYTES) // UNIT_BYTES) * UNIT_BYTES
    head = struct.pack("<2sBBIiHH", b"RC", kind, size // UNIT_BYTES, number, base, len(payload), session & 0xFFFF)
    data = (head + payload).ljust(size - CRC_BYTES, b"\0")
    return data + crc32(data).to_bytes(CRC_BYTES, "little")


def _steps(made: Made) -> tuple[list[bytes], np.ndarray, int]:
    """Return the steps' records, the second in which each begins, and the session's end."""
    chance = np.random.default_rng(made.seed)

    def around(mean: float, spread: float) -> np.ndarray:
        return np.rint(chance.normal(mean, spread, made.steps)).astype(np.int64)

    step_us = around(60e6 / made.cadence_spm, 4000)
    begin_us = 6_000_000 + np.concatenate(([0], np.cumsum(step_us)[:-1])) if made.steps else step_us
    base_us = begin_us[np.arange(made.steps) // STEPS_A_PAGE * STEPS_A_PAGE] // 1_000_000 * 1_000_000
    columns = (
        (begin_us - base_us, 3),
        (step_us, 3),
        (around(1000 * made.contact_ms, 5000), 3),
        (around(1000 * made.bounce_mm, 3000), 3),
        (around(1000 * made.peak_g, 80), 2),
    )
    records = np.zeros((made.steps, 15), dtype=np.uint8)
    records[:, 0] = STEP | (np.arange(made.steps) % 2 * 2) << 5
    at = 1
    for values, size in columns:
        for byte in range(size):
            records[:, at] = values >> 8 * byte & 255
            at += 1
    end_ms = int(begin_us[-1] + step_us[-1]) // 1000 if made.steps else 9000
    return [record.tobytes() for record in records], begin_us // 1_000_000, end_ms


def _tell_strides(made: Made, steps: list[bytes], end_ms: int) -> int:
    """Put a stride behind every second step and each whole minute where it ends; return the steps of these."""
    chance = np.random.default_rng(made.seed + 1)
    angles = np.rint(chance.normal(PELVIS_CDEG, 60, (made.steps, 9)) / ANGLE_CDEG).astype(int)
    braking = np.rint(chance.normal(BRAKING_MG, 12, (made.steps, 2))).astype(int)
    step_ms = (end_ms - 6000) / made.steps
    times_ms = (6000 + (np.arange(made.steps) - 1) * step_ms).astype(int)
    strides = np.zeros(made.steps, STRIDE_TYPE)
    strides["head"] = STRIDE, STRIDE_BYTES_2 - 2
    strides["time_ms"], strides["angles"], strides["braking_mg"] = times_ms, angles, braking
    data = strides.tobytes()
    minute = told = 0
    for number in range(1, made.steps, 2):
        time_ms = times_ms[number]
        steps[number] += data[number * strides.itemsize : (number + 1) * strides.itemsize]
        if time_ms >= 60_000 * (minute + 1) + 6000:
            minute += 1
            now = replace(made, unsteadiness_pct=made.unsteadiness_pct + chance.normal(0, 0.08), steps=number + 1)
            steps[number] += _minute(now, 60_000 * minute + 6000, number + 1 - told)
            told = number + 1
    return told


def _event(kind: int, time_ms: int, value: int) -> bytes:
    return struct.pack("<BBBIi", 1, 9, kind, time_ms, value)


def _minute(made: Made, end_ms: int, steps: int) -> bytes:
    balance = struct.pack("<HhH", round(100 * made.left_pct), round(100 * made.half_pct), made.steps // 2)
    means = b"".join(
        round(value).to_bytes(size, "little")
        for value, size in (
            (60e6 / made.cadence_spm, 3),
            (1000 * made.contact_ms, 3),
            (1000 * made.bounce_mm, 3),
            (1000 * made.peak_g, 2),
        )
    )
    numbers = struct.pack("<hH", round(100 * made.unsteadiness_pct), round(100 * made.cadence_spm))
    record = struct.pack("<IHHB", end_ms, steps, 0, 0) + means + numbers + 3 * balance
    if made.is_whole:
        variability_bp = round(100 * made.unsteadiness_pct)
        form = (*REGULARITY_BP, variability_bp, *PELVIS_CDEG, *BRAKING_MG, steps // 2, steps // 8)
        record += struct.pack(f"<{len(form)}h", *form)
        assert len(record) == MINUTE_BYTES_2 - 2
    return bytes((MINUTE, len(record))) + record


def made_runs(sessions: int, seed: int = 1, newest_s: int = NEWEST_S) -> Iterator[tuple[Made, dict[str, Any]]]:
    """Yield sessions of a squad and what is said about them: a plan that fades, good and bad days, a change now."""
    chance = np.random.default_rng(seed)
    runners = -(-sessions // SESSIONS_A_RUNNER)
    for runner in range(runners):
        count = min(SESSIONS_A_RUNNER, sessions - runner * SESSIONS_A_RUNNER)
        name = NAMES[runner % len(NAMES)] + (f" {runner // len(NAMES) + 1}" if runner >= len(NAMES) else "")
        own = Made(
            clip=f"e66038b71300{runner + 1:04x}",
            cadence_spm=chance.normal(166, 5),
            contact_ms=chance.normal(250, 12),
            bounce_mm=chance.normal(86, 6),
            left_pct=chance.normal(50, 0.5),
            settings={"target": "cadence", "wearer_name": name},
        )
        first_s = newest_s - int(count * DAYS_BETWEEN * 86_400) - int(chance.integers(0, 3 * 86_400))
        for number in range(1, count + 1):
            day = chance.normal(0, 1, 5)
            phase = _phase(number)
            learnt = min(max(number - 2, 0) / 8, 1.0)
            yield (
                replace(
                    own,
                    number=number,
                    start_s=first_s + int(number * DAYS_BETWEEN * 86_400 + chance.integers(-9000, 9000)),
                    cadence_spm=own.cadence_spm * (1 + 0.03 * learnt) + 1.2 * day[0],
                    contact_ms=own.contact_ms - 6 * learnt + 3 * day[1],
                    bounce_mm=own.bounce_mm - 4 * learnt + 1.6 * day[2],
                    peak_g=2.4 + 0.05 * day[3],
                    left_pct=own.left_pct + 0.25 * day[4],
                    phase=phase,
                    score_pct=int(min(55 + 3 * number, 88)) if phase == RETENTION else None,
                    seed=int(chance.integers(1 << 31)),
                ),
                _said(number, chance),
            )


def _phase(number: int) -> int:
    if number <= 2:
        return BASELINE
    past = number - 2
    if past <= 4:
        return FULL
    if past <= 8:
        return FEWER
    return RETENTION if (past - 9) % 5 == 0 else REQUEST


def _said(number: int, chance: np.random.Generator) -> dict[str, Any]:
    about: dict[str, Any] = {}
    if number % 2:
        pain = int(chance.integers(0, 4))
        about |= {"pain_before": pain, "pain_after": pain + int(chance.integers(0, 2))}
    if number % 7 == 0:
        about["tags"] = ["track"]
    return about


def make_library(folder: Path, sessions: int, seed: int = 1) -> None:
    """Write a library, CLIP/SESSION/00000.seg and about.json; files are as old as their sessions."""
    for made, about in made_runs(sessions, seed):
        place = folder / made.clip / made.name
        place.mkdir(parents=True)
        files = {"00000.seg": segment_of(made)}
        if about:
            files["about.json"] = json.dumps({"format": 1, **about}, indent=2).encode()
        for name, data in files.items():
            (place / name).write_bytes(data)
            os.utime(place / name, (made.start_s, made.start_s))
