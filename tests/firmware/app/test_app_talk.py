"""What the running app says at its USB port: in every state, to a computer that goes, is deaf, or types anything."""

import random
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from app_play import TAUGHT, Action, Played, build, events, play, push, rows
from app_world import World
from recoil.device.messages import EventMessage, Message, RawMessage, StepMessage, parse
from recoil.device.status import Status
from recoil_clip.app import status, talk
from recoil_clip.app.launch import main
from recoil_clip.app.state import RECORDING
from recoil_clip.app.talk import Outbox

ASK, LIVE, RAW = b"\x16", b"\x14", b"\x12"
SETTINGS = {"quiet_start_min": 0, "settle_s": 5, "raw": "all", "auto_stop": False}
PLAN = "stand 3, run 30, stand 20"


def typing(*requests: bytes) -> Action:
    """A computer sends bytes."""
    return lambda world: world.input.extend(b"".join(requests))


def every_second(request: bytes, start_ms: int, end_ms: int) -> list[tuple[int, Action]]:
    """A computer that asks again and again."""
    return [(ms, typing(request)) for ms in range(start_ms, end_ms, 1000)]


def plug(world: World) -> None:
    """Plug the computer in."""
    world.usb = True


def heard(world: World) -> list[Message]:
    """Return what was said, all of which makes sense."""
    lines = world.output.split(b"\n")
    assert lines.pop() == b""
    messages = [parse(line) for line in lines]
    assert None not in messages
    return [message for message in messages if message is not None]


def of(kind: type, world: World) -> list[Any]:
    return [message for message in heard(world) if isinstance(message, kind)]


def run(tmp_path: Path, until_ms: int, *actions: tuple[int, Action], plan: str = PLAN) -> Played:
    """A run that begins by itself before a computer is plugged in."""
    return play(build(tmp_path, plan, SETTINGS, TAUGHT), until_ms, *actions)


def test_a_status_in_every_state(tmp_path: Path) -> None:
    def break_sensor(world: World) -> None:
        world.sensor.present = False

    asked = [(ms, typing(ASK)) for ms in (5_000, 20_000, 48_000, 60_000, 75_000)]
    played = run(
        tmp_path, 80_000, (4_000, plug), (4_500, push(1_200)), *asked, (55_000, push(1_200)), (62_000, break_sensor)
    )
    found = of(Status, played.world)
    assert [status.state for status in found] == ["usb", "recording", "paused", "usb", "fault"]
    assert [status.session for status in found] == [None, 1, 1, None, None]
    before, running, paused, after, lost = found
    assert (before.name, before.board, before.clip_id, before.firmware) == (
        "Recoil",
        "test",
        "0123456789abcdef",
        "0.2.0",
    )
    assert before.battery_pct == 80 and before.faults == () and before.steps == 0
    assert running.session_name == played.session.name and running.keeps_raw and running.is_running
    assert running.session_s == 14 and running.steps > 20 and running.cadence_spm == pytest.approx(168, abs=5)
    assert running.contact_ms and running.bounce_mm and running.peak_g
    assert not paused.is_running and paused.cues >= 1 and paused.last_cue == "quicker" and paused.cue_age_s is not None
    assert paused.contact_share is not None and paused.contact_share.half_width_pct is not None
    assert after.session_name is None and {"sensor fault", "sensor missing"} & set(lost.faults)
    assert before.utc_s == played.world.utc_s() - 75


def test_a_cue_does_not_wait_for_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """While the next step may earn a cue an answer waits for it, but not for ever: the runner may have stopped."""
    asked, told = bytearray(), []
    clock = SimpleNamespace(ticks_ms=lambda: 0, ticks_diff=lambda a, b: a - b)
    board = SimpleNamespace(clock=clock, usb_connected=lambda: True, typed=lambda: asked.pop() if asked else -1)
    monkeypatch.setattr(status, "status", lambda *_: told.append(1) or {})
    session = SimpleNamespace(is_close=True, tally=SimpleNamespace(steps=0))
    part = talk.Talk(board, "", None, None)
    part._outbox = SimpleNamespace(dropped=0, put=lambda line: True, send=lambda: True)  # type: ignore[assignment]

    def answers(now_ms: int, session: object) -> int:
        part.poll(now_ms, RECORDING, session)
        return len(told)

    asked += ASK
    assert [answers(ms, session) for ms in (1000, 1480, 1500, 1520)] == [0, 0, 1, 1]
    asked += ASK
    assert answers(1540, session) == 1
    session.is_close = False
    assert answers(1560, session) == 2
    asked += ASK
    session.is_close = True
    assert answers(1580, session) == 2 and answers(1600, None) == 3
    asked += ASK
    assert answers(9000, session) == 4, "who has not asked for long gets it at once"
    asked += ASK
    assert answers(9020, session) == 4
    session.tally.steps += 1
    assert answers(9040, session) == 5, "just after a step: the next one is far"
    asked += ASK
    assert answers(9060, session) == 5


def test_nobody_there_nothing_said(tmp_path: Path) -> None:
    played = run(tmp_path, 20_000, (5_000, typing(ASK, LIVE, RAW)))
    assert played.world.output == b"" and len(played.world.input) == 3


def test_steps_and_events_as_they_are_logged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    collected: list[int] = []
    monkeypatch.setattr(talk, "gc", SimpleNamespace(collect=lambda: collected.append(1)))
    asked = every_second(LIVE, 9_000, 60_000)
    played = run(tmp_path, 60_000, (8_500, plug), *asked, (20_000, push(150)), (56_000, push(1_200)))
    session = played.session
    told = np.array([message.step for message in of(StepMessage, played.world)])
    logged = rows(session)
    last = logged[-len(told) :]
    assert len(logged) - len(told) < 16, "those before it was plugged in"
    assert len(collected) == len(told) // 8 > 5, "just after a step, when no cue is near"
    assert np.array_equal(told[:, :7], last[:, :7]) and np.array_equal(told[:, 7] & 7, last[:, -1])
    happened = [(message.name, message.time_ms) for message in of(EventMessage, played.world)]
    in_log = [(name, ms) for name, ms, _ in events(session) if ms >= happened[0][1]]
    assert [name for name, _ in happened].count("quicker") == len(events(session, "cue"))
    renamed = [
        ("cue" if message.is_cue and message.name != "confirm" else message.name, message.time_ms)
        for message in of(EventMessage, played.world)
    ]
    assert renamed == in_log and {"marker", "pause", "stop"} <= {name for name, _ in in_log}
    seconds = [status.session_s for status in of(Status, played.world) if status.session]
    assert len(seconds) > 40 and set(np.diff(seconds)) <= {0, 1, 2}


def test_a_lease_ends_by_itself(tmp_path: Path) -> None:
    played = run(tmp_path, 30_000, (9_000, plug), (12_000, typing(LIVE, RAW)))
    raw = of(RawMessage, played.world)
    samples = sum(len(message.counts) for message in raw)
    assert samples == pytest.approx(3 * 208, abs=20)
    assert 6 <= len(of(StepMessage, played.world)) <= 10 and len(of(Status, played.world)) == 3


def test_unplugging_ends_it_at_once(tmp_path: Path) -> None:
    def unplug(world: World) -> None:
        world.usb = False
        world.output = b""

    played = run(tmp_path, 30_000, (9_000, plug), (12_000, typing(LIVE, RAW)), (13_000, unplug), (13_500, plug))
    assert played.world.output == b""


@pytest.mark.parametrize("at_ms", [3_000, 12_000], ids=["at a computer", "in a session"])
def test_every_sample_comes(tmp_path: Path, at_ms: int) -> None:
    played = run(tmp_path, at_ms + 12_000, (at_ms - 500, plug), *every_second(RAW, at_ms, at_ms + 11_000))
    raw = of(RawMessage, played.world)
    counts = np.concatenate([message.counts for message in raw])
    assert len(counts) == pytest.approx(12 * 208, abs=250)
    for before, after in pairwise(raw):
        assert after.first == before.first + len(before.counts)
    assert {message.period_ns for message in raw} == {played.app.sensing.sensor.period_ns}
    assert ("recording" in played.names) == (at_ms > 10_000)


def test_lost_samples_are_a_jump(tmp_path: Path) -> None:
    def stall(world: World) -> None:
        world.clock.sleep_ms(2_500)

    played = run(tmp_path, 25_000, (9_000, plug), *every_second(LIVE + RAW, 10_000, 24_000), (15_000, stall))
    raw = of(RawMessage, played.world)
    jumps = [b.first - a.first - len(a.counts) for a, b in pairwise(raw)]
    (lost,) = [jump for jump in jumps if jump]
    (gap,) = [message.value for message in of(EventMessage, played.world) if message.name == "gap"]
    assert lost == gap == pytest.approx(2.5 * 208 - 256, abs=20)


def test_a_computer_that_reads_nothing_costs_half_a_second_once(tmp_path: Path) -> None:
    def deafen(world: World) -> None:
        world.room, world.stuck_ms = 700, 500

    deaf = [(11_500, deafen), *every_second(LIVE + RAW, 10_000, 34_000)]
    played = run(tmp_path, 55_000, (8_500, plug), *deaf, (50_000, push(1_200)))
    quiet = run(_beside(tmp_path), 55_000, (50_000, push(1_200)))
    assert np.array_equal(rows(played.session), rows(quiet.session)), "no step suffers"
    assert not events(played.session, "gap") and played.world.room == 0
    assert played.world.watchdog.longest_us < 800_000


def test_a_slow_computer_gets_whole_lines_only(tmp_path: Path) -> None:
    def trickle(world: World) -> None:
        world.room, world.stuck_ms = 40, 2

    slow = [(ms, trickle) for ms in range(10_000, 20_000, 20)]
    played = run(
        tmp_path,
        30_000,
        (9_000, plug),
        *every_second(LIVE + RAW, 10_000, 20_000),
        *slow,
        (26_000, _open),
        (27_000, typing(ASK)),
    )
    lines = played.world.output.split(b"\n")[:-1]
    assert all(parse(line) for line in lines) and len(lines) > 20
    assert of_last(lines).dropped > 0


def test_what_is_typed_does_not_pile_up(tmp_path: Path) -> None:
    chance = random.Random(7)
    noise = bytes(chance.choice([b for b in range(256) if b not in (3, 0x12, 0x14, 0x16)]) for _ in range(5_000))
    played = run(tmp_path, 30_000, (9_000, plug), (10_000, typing(noise)), (20_000, typing(ASK)))
    assert played.world.input == [] and len(of(Status, played.world)) == 1


@pytest.mark.parametrize("request_", [b"", LIVE + RAW, ASK * 50])
def test_ctrl_c_in_the_middle_of_it(tmp_path: Path, request_: bytes) -> None:
    world = build(tmp_path, PLAN, SETTINGS, TAUGHT).world
    world.clock.at(9_000, lambda: plug(world))
    world.clock.at(12_000, lambda: world.input.extend(request_))
    world.clock.at(13_013, world.ctrl_c)
    main(world, str(tmp_path))
    session = Played(world, tmp_path).session
    assert session.is_whole and session.ended and not world.held and not world.watchdog.timeout_ms


def test_a_ctrl_c_that_was_held_is_not_lost(tmp_path: Path) -> None:
    played = run(tmp_path, 30_000, (9_000, plug), (12_000, typing(b"x" + ASK + b"\x03" + ASK)))
    assert isinstance(played.ended_by, KeyboardInterrupt)


def test_the_outbox_keeps_little() -> None:
    world = World()
    world.room = 0
    box = Outbox(world)
    for _ in range(100):
        assert box.put(b"x" * 99 + b"\n")
    assert box.dropped == 80
    world.room = 1 << 20
    assert box.send() and len(world.output) == 2_000 and world.now_ms() < 1_000


def of_last(lines: list[bytes]) -> Status:
    """Return the last status."""
    return [message for line in lines if isinstance(message := parse(line), Status)][-1]


def _open(world: World) -> None:
    world.room = 1 << 20


def _beside(path: Path) -> Path:
    beside = path / "beside"
    beside.mkdir()
    return beside
