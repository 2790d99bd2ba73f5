"""A library to try the desk with: six made-up runners over three months, one whose pain climbs."""

import json
import random
import time
from dataclasses import dataclass, replace
from pathlib import Path

from recoil.bench.made_library import Made, segment_of
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


STORIES = (
    Story("Ann", 2.4, 164, 92, gains_spm=7, tags=("club",)),
    Story("Ben", 3.1, 171, 84, pain_from=2, pain_to=6, tags=("back",)),
    Story("Cleo", 2.0, 176, 78, tags=("club", "track")),
    Story("Dora", 4.2, 168, 88, last_change_spm=-9, tags=("club",)),
    Story("Emil", 3.5, 159, 97, pain_from=3, pain_to=1, tags=("back",)),
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
            start_s = end_s - int((count - 1 - number) * story.every_days * DAY_S) - chance.randrange(3600, 7200)
            cadence_spm = story.cadence_spm + share * story.gains_spm + chance.gauss(0, 1.0)
            made = Made(
                clip=f"e66038b7130000{runner:02x}",
                number=number + 1,
                start_s=start_s,
                cadence_spm=cadence_spm + (story.last_change_spm if number == count - 1 else 0.0),
                bounce_mm=story.bounce_mm + chance.gauss(0, 1.5),
                contact_ms=245 + chance.gauss(0, 3),
                phase=PHASES[min(int(share * len(PHASES)), len(PHASES) - 1)],
                settings={"target": "cadence", "wearer_name": story.name},
                seed=chance.randrange(1 << 30),
                steps=chance.randrange(1200, 2000),
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
    return sessions
