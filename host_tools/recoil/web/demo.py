"""A library to try the desk with: six made-up runners over three months, one whose pain climbs."""

import json
import random
import struct
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from recoil.bench.made_library import Made, page_of, segment_of
from recoil_clip.spec.events import STOP, STOP_BUTTON
from recoil_clip.spec.exercises import EYES_CLOSED, EYES_OPEN, LEFT, RIGHT, STANCE, TANDEM, TIME, TOUCH_DOWN
from recoil_clip.spec.log import KIND_SCREEN, PAGE_HEAD, PAGE_LOG, PAGE_SETTINGS, TRIAL, TRIAL_BYTES
from recoil_clip.spec.phases import BASELINE, FEWER, FULL, REQUEST, RETENTION

DAY_S = 86_400
WEEKS = 12
PHASES = (BASELINE, FULL, FULL, FULL, FEWER, FEWER, REQUEST, RETENTION)


@dataclass(frozen=True)
class Story:
    """How one runner's months went."""

    name: str
    every_days: float
    cadence_spm: float
    bounce_mm: float
    gains_spm: float = 0.0
    pain_from: int = 0
    pain_to: int = 0
    last_change_spm: float = 0.0
    tags: tuple[str, ...] = ()
    left_pct: float = 50.0
    unsteadiness_pct: float = 1.6
    is_screened: bool = False


STORIES = (
    Story("Ann", 2.4, 164, 92, gains_spm=7, tags=("club",)),
    Story("Ben", 3.1, 171, 84, pain_from=2, pain_to=6, tags=("back",), left_pct=51.1, is_screened=True),
    Story("Cleo", 2.0, 176, 78, tags=("club", "track")),
    Story("Dora", 4.2, 168, 88, last_change_spm=-9, tags=("club",)),
    Story("Emil", 3.5, 159, 97, pain_from=3, pain_to=1, tags=("back",), is_screened=True, unsteadiness_pct=2.1),
    Story("Gina", 2.8, 172, 81),
)


def make_library(folder: Path, now_s: int | None = None, seed: int = 7) -> int:
    """Fill a folder with made-up sessions; return how many.

    Args:
        folder: Where; made if it is not there.
        now_s: The end of the three months, UTC seconds since 1970; the default is now.
        seed: The same number makes the same library.
    """
    chance = random.Random(seed)
    end_s = int(time.time()) if now_s is None else now_s
    sessions = 0
    for runner, story in enumerate(STORIES):
        count = int(WEEKS * 7 / story.every_days)
        for number in range(count):
            share = number / (count - 1)
            day_s = (end_s - DAY_S - int((count - 1 - number) * story.every_days * DAY_S)) // DAY_S * DAY_S
            start_s = day_s + chance.choice((6, 7, 17, 18)) * 3600 + chance.randrange(3600)
            cadence_spm = story.cadence_spm + share * story.gains_spm + chance.gauss(0, 1.0)
            made = Made(
                clip=f"e66038b7130000{runner:02x}",
                number=number + 1,
                start_s=start_s,
                cadence_spm=cadence_spm + (story.last_change_spm if number == count - 1 else 0.0),
                bounce_mm=story.bounce_mm + chance.gauss(0, 1.5),
                contact_ms=245 + chance.gauss(0, 3),
                unsteadiness_pct=story.unsteadiness_pct + chance.gauss(0, 0.12),
                left_pct=story.left_pct + chance.gauss(0, 0.25),
                peak_g=2.4 + chance.gauss(0, 0.05),
                phase=PHASES[min(int(share * len(PHASES)), len(PHASES) - 1)],
                settings={"target": "cadence", "wearer_name": story.name},
                seed=chance.randrange(1 << 30),
                steps=chance.randrange(1200, 2000),
                is_whole=True,
            )
            made = replace(made, score_pct=chance.randrange(60, 90) if made.phase == RETENTION else None)
            place = folder / made.clip / made.name
            place.mkdir(parents=True, exist_ok=True)
            (place / "00000.seg").write_bytes(segment_of(made))
            pain = round(story.pain_from + share * (story.pain_to - story.pain_from))
            about = {"format": 1, "tags": list(story.tags)}
            if story.pain_from:
                about |= {"pain_before": max(pain - 1, 0), "pain_after": pain}
            (place / "about.json").write_text(json.dumps(about), encoding="utf-8")
            sessions += 1
        for week in (WEEKS - 2, WEEKS // 2, 0) if story.is_screened else ():
            start_s = (end_s - (7 * week + 2) * DAY_S) // DAY_S * DAY_S + 9 * 3600
            made = Made(f"e66038b7130000{runner:02x}", 900 - week, start_s, settings={"wearer_name": story.name})
            place = folder / made.clip / made.name
            place.mkdir(parents=True, exist_ok=True)
            (place / "00000.seg").write_bytes(screening_of(made, _tries(chance, week / WEEKS)))
            sessions += 1
    return sessions


def _tries(chance: random.Random, harder: float) -> list[tuple[int, int, int, int, int, float, float, float]]:
    """Return kind, side, eyes, attempt, ending, seconds held and asked for, and degrees a second of sway."""
    found = []
    for kind, eyes, asked_s in ((STANCE, EYES_OPEN, 30.0), (STANCE, EYES_CLOSED, 10.0), (TANDEM, EYES_OPEN, 30.0)):
        for side in (LEFT, RIGHT):
            sway = (1.2 + 0.8 * (side == RIGHT) + 0.9 * (eyes == EYES_CLOSED) + harder) * (
                0.6 if kind == TANDEM else 1.0
            )
            if side == RIGHT and kind == STANCE and (eyes == EYES_CLOSED or harder > 0.3):
                found.append((kind, side, eyes, 1, TOUCH_DOWN, asked_s * chance.uniform(0.3, 0.8), asked_s, sway + 0.3))
                found.append((kind, side, eyes, 2, TIME, asked_s, asked_s, sway + chance.gauss(0, 0.1)))
            else:
                found.append((kind, side, eyes, 1, TIME, asked_s, asked_s, sway + chance.gauss(0, 0.1)))
    return found


def screening_of(made: Made, tries: Sequence[tuple[int, int, int, int, int, float, float, float]]) -> bytes:
    """Return the only segment of a screening."""
    text = struct.pack("<24s24s", b"0.2.0", made.clip.encode()[:24])
    head = struct.pack("<BBHIIIHHII", 2, 0, 1, made.number, made.start_s, 4_807_692, 4808, 0, 488, 70000)
    records, begin_ms = [], 5000
    for kind, side, eyes, attempt, ending, held_s, asked_s, dps in tries:
        held_ms, asked_ms, mdps = round(1000 * held_s), round(1000 * asked_s), round(1000 * dps / 2**0.5)
        still_ms = max(held_ms - 1700, 0)
        sway = (9000 * dps, 11_000 * dps, 240 * dps * still_ms / 1000)
        numbers = (begin_ms, held_ms, asked_ms, still_ms, *map(round, sway), mdps, mdps, 12 * mdps, 0)
        together_ug, change_ug = round(14_200 * dps), round(7_500 * dps)
        record = struct.pack(
            "<BbBBB11IhhII", kind, side, eyes, attempt, ending, *numbers, -1, -1, together_ug, change_ug
        )
        records.append(bytes((TRIAL, TRIAL_BYTES - 2)) + record)
        begin_ms += held_ms + 12_000
    records.append(struct.pack("<BBBIi", 1, 9, STOP, begin_ms, STOP_BUTTON))
    payloads = [
        (PAGE_HEAD, head + text + bytes((KIND_SCREEN,))),
        (PAGE_SETTINGS, json.dumps(made.settings).encode()),
        *((PAGE_LOG, b"".join(records[at : at + 8])) for at in range(0, len(records), 8)),
    ]
    return b"".join(page_of(kind, payload, at, 0, made.number) for at, (kind, payload) in enumerate(payloads))
