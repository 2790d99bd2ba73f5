"""Long and rare things that happen to a clip, tried in virtual time: `python tests/helpers/trials.py [--only NAME]`.

Each trial says how many cases it had and what came of them; the command fails if one of them went wrong. The suite does
the short ones; the hours (`--hours 24`) take a while.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

import recoil_clip.log.store
from app_fault_helpers import chip
from app_play import Played, events, motion, play, push
from app_play import build as build_in
from app_world import SET_UTC_S, World
from recoil.session import Session
from recoil_clip.spec.events import STOP_BUTTON

QUIET = {"target": "none", "auto_start": False}
Trial = Callable[[Path, argparse.Namespace], Iterator[str]]
"""Yields what is wrong with each case, empty where nothing is."""


def build(folder: Path, *given: Any, **named: Any) -> Played:
    """Put a clip together in a folder of its own."""
    folder.mkdir(exist_ok=True)
    return build_in(folder, *given, **named)


def sound(session: Session, least_steps: int) -> str:
    """Say what is wrong with a session that ought to be whole."""
    if not session.is_whole:
        return f"{session.name}: {session.missing[0]}"
    if len(session.steps) < least_steps:
        return f"{session.name}: {len(session.steps)} steps, not {least_steps}"
    if (np.diff(session.steps["initial_contact_us"]) <= 0).any():
        return f"{session.name}: a step before the one before"
    return ""


def storms(folder: Path, given: argparse.Namespace) -> Iterator[str]:
    """The processor is away for 0.2 to 4 s again and again: the FIFO runs over, the log says what is missing."""
    chance = np.random.default_rng(1)
    for case in range(12):
        played = build(folder / str(case), "run 200", QUIET)
        away_ms = chance.integers(200, 4_000, 20)
        acts = [
            (10_000 + 5_000 * number, lambda world, ms=int(ms): world.clock.advance_us(1000 * ms))
            for number, ms in enumerate(away_ms)
        ]
        play(played, 150_000, (2_000, push(1_200)), *acts)
        played.app.shut()
        session = played.session
        wrong = sound(session, 60)
        lasted_s = session.events["time_ms"][-1] / 1000
        if not wrong and abs(lasted_s - 147.0) > 1.5:
            wrong = f"it lasted {lasted_s:.1f} s by its own time"
        yield wrong


def frozen(folder: Path, given: argparse.Namespace) -> Iterator[str]:
    """The sensor repeats one sample for a while, is silent, or jams: the session ends or goes on, never hangs."""
    for case, (kind, for_ms) in enumerate(
        [(k, ms) for k in ("frozen", "silent", "jammed") for ms in (500, 3_000, 20_000)]
    ):
        played = build(folder / str(case), "run 200", QUIET)
        play(
            played,
            120_000,
            (2_000, push(1_200)),
            (30_000, chip("sensor", **{kind: True})),
            (30_000 + for_ms, chip("sensor", **{kind: False})),
        )
        wrong = "" if played.ended_by is None or type(played.ended_by).__name__ == "Ended" else repr(played.ended_by)
        if not wrong and played.names[-1] not in ("recording", "paused"):
            wrong = f"{kind} for {for_ms} ms: it is {played.names[-1]}"
        played.app.shut()
        yield wrong or next((said for said in (sound(one, 0) for one in played.sessions) if said), "")


def clocks(folder: Path, given: argparse.Namespace) -> Iterator[str]:
    """The clock is set in mid-run, back and ahead, over a change to summer time, to 2038 and 2100: a run is a run."""
    marks = {
        "an hour back": -3_600,
        "a day ahead": 86_400,
        "to 2024": int(datetime(2024, 1, 1, tzinfo=UTC).timestamp()) - SET_UTC_S,
        "the night of summer time": int(datetime(2026, 3, 29, 0, 59, 50, tzinfo=UTC).timestamp()) - SET_UTC_S,
        "the night of winter time": int(datetime(2026, 10, 25, 0, 59, 50, tzinfo=UTC).timestamp()) - SET_UTC_S,
        "the end of 31 bits": (1 << 31) - 20 - SET_UTC_S,
        "the end of 2099": int(datetime(2099, 12, 31, 23, 59, 50, tzinfo=UTC).timestamp()) - SET_UTC_S,
    }
    for number, (name, shift_s) in enumerate(marks.items()):

        def shift(world: World, by_s: int = shift_s) -> None:
            world._utc_s += by_s

        for case, at_ms in enumerate((1_000, 30_000)):
            played = build(folder / f"{number}-{case}", "run 120", QUIET)
            plan = ((2_000, push(1_200)), (70_000, push(1_200)), (75_000, push(1_200)), (110_000, push(1_200)))
            play(played, 115_000, (at_ms, shift), *plan)
            first, second = played.sessions
            wrong = sound(first, 150) or sound(second, 60)
            begun_s = [one.header.start_s for one in (first, second) if one.header]
            expected_s = [SET_UTC_S + 2 + (shift_s if case == 0 else 0), SET_UTC_S + 75 + shift_s]
            if not wrong and any(abs(told - right) > 3 for told, right in zip(begun_s, expected_s, strict=True)):
                wrong = f"{name}: began at {begun_s}, not {expected_s}"
            if not wrong and first.name.split("-")[0] != "00001":
                wrong = f"{name}: it is called {first.name}"
            yield wrong


def full(folder: Path, given: argparse.Namespace) -> Iterator[str]:
    """The flash fills up in mid-run, at ten moments: what was written stays whole, the rest is said to be missing."""
    kept = recoil_clip.log.store.Store.free
    try:
        for case in range(10):
            room = [1 << 29]
            recoil_clip.log.store.Store.free = lambda self, room=room: room[0]
            played = build(folder / str(case), "run 260", QUIET)
            fill = lambda world, room=room: room.__setitem__(0, 0)  # noqa: E731
            play(played, 250_000, (2_000, push(1_200)), (20_000 + 13_000 * case, fill), (240_000, push(1_200)))
            session = played.session
            lost = [text for text in session.missing if "flash was full" not in text]
            pulses = [count for _, count, length_ms in played.pulses if length_ms == 400]
            yield (lost[0] if lost else "") or ("" if 4 in pulses else "nothing was felt")
    finally:
        recoil_clip.log.store.Store.free = kept


def presses(folder: Path, given: argparse.Namespace) -> Iterator[str]:
    """A button that bounces at every press, and one that is stuck: nobody loses a session to it."""
    chance = np.random.default_rng(2)
    for case in range(6):
        played = build(folder / str(case), "run 200", QUIET)
        acts = [(2_000, push(1_200))]
        for number in range(20):
            at_ms = 10_000 + 6_000 * number
            acts += [(at_ms + int(ms), push(int(chance.integers(1, 12)))) for ms in chance.integers(0, 90, 6)]
            acts.append((at_ms + 100, push(200)))
        play(played, 170_000, *acts)
        wrong = "" if played.names[-1] == "recording" else f"bouncing: it is {played.names[-1]}"
        played.app.shut()
        yield wrong or sound(played.sessions[-1], 300)
    for case, at_ms in enumerate((4_000, 60_000)):
        played = build(folder / f"stuck{case}", "run 200, stand 5, run 100", {"target": "none"})
        play(played, 280_000, (at_ms, push(1_000_000)))
        played.app.shut()
        yield "" if played.sessions and len(played.sessions[-1].steps) > 60 else "stuck: the next run is lost"


def hours(folder: Path, given: argparse.Namespace) -> Iterator[str]:
    """So many virtual hours of one recording: whole, in time, and a runner that is measured to its end."""
    seconds = round(given.hours * 3600)
    block = motion("run 600")
    played = build(folder, "", {**QUIET, "auto_stop": False}, data=block * (seconds // 600 + 1))
    played.world.is_lit = False
    begun_s = time.monotonic()
    play(played, 1000 * (seconds + 10), (2_000, push(1_200)), (1000 * seconds, push(1_200)))
    session = played.session
    wrong = sound(session, round(2.6 * seconds))
    (stop,) = events(session, "stop")
    # The log's clock counts whole microseconds a sample; readers make it true by the head's period, 5 s in a day.
    ended_s = stop[1] / 1000 * (session.header.true_time if session.header else 1.0)
    if not wrong and (stop[2] != STOP_BUTTON or abs(ended_s - (seconds - 2)) > 2):
        wrong = f"it ended at {ended_s:.0f} s: {stop}"
    minutes = session.minutes
    if not wrong and abs(len(minutes) - seconds / 60) > 1.5:
        wrong = f"{len(minutes)} minutes"
    size = sum(path.stat().st_size for path in Path(played.root / "sessions").rglob("*.seg"))
    print(
        f"  {given.hours:g} h: {len(session.steps)} steps, {len(minutes)} minutes, {size / 1e6:.2f} MB, balance of "
        f"{minutes['contact_pairs'][-1]} pairs, in {time.monotonic() - begun_s:.0f} s"
    )
    yield wrong


TRIALS: dict[str, Trial] = {
    "storms": storms,
    "frozen": frozen,
    "clocks": clocks,
    "full": full,
    "presses": presses,
    "hours": hours,
}


def main() -> int:
    """Try them; return how the command ends."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=TRIALS, action="append")
    parser.add_argument("--hours", type=float, default=0.5)
    parser.add_argument("--cases", type=int, help="Only the first so many of each.")
    given = parser.parse_args()
    failed = 0
    for name in given.only or TRIALS:
        with tempfile.TemporaryDirectory() as folder:
            found = list(islice(TRIALS[name](Path(folder), given), given.cases))
        wrong = [text for text in found if text]
        failed += len(wrong)
        print(f"{name}: {len(found)} cases, {len(wrong)} wrong" + "".join(f"\n  {text}" for text in wrong), flush=True)
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
