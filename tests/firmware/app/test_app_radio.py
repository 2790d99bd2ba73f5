"""The radio against watches that are made with Bumble: Running Speed and Cadence, heard while the virtual clip runs."""

import asyncio
import json
import sys
import types
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app_world import World
from program_runs import NEEDS_MICROPYTHON
from recoil.session import open_session
from recoil.simulation.clip.clip import Motion, VirtualClip
from recoil.simulation.runner import Runner, Worn, simulate

pytest.importorskip("bumble", reason="without Bumble there is no watch")
from bumble.att import ATT_Error, ATT_Exchange_MTU_Request, ATT_Write_Command
from bumble.core import UUID, ProtocolError
from bumble.device import Connection, Peer
from bumble.gatt_client import CharacteristicProxy

from recoil.simulation.air import CLIP, Air

SERVICE, MEASUREMENT, FEATURE, LOCATION, BATTERY, SERIAL = 0x1814, 0x2A53, 0x2A54, 0x2A5D, 0x2A19, 0x2A25
PACE_S_PER_KM = 330
RUNS_S = 30
PLAN = f"stand 6, run {RUNS_S}, stand 8"


class Watch:
    """A watch: what it has read, and what it hears and when, in the clip's seconds."""

    def __init__(self, air: Air, address: str) -> None:
        self.air, self.address = air, address
        self.heard: list[tuple[float, bytes]] = []
        self.read: dict[int, bytes] = {}
        self.peer: Any = None

    async def find(self) -> None:
        """Look for what offers the service, as a watch does."""
        self.device = await self.air.device("watch", self.address)
        found = asyncio.Event()

        def look(advertisement: Any) -> None:
            if b"\x03\x03" + SERVICE.to_bytes(2, "little") in advertisement.data_bytes:
                found.set()

        self.device.on("advertisement", look)
        await self.device.start_scanning(active=True)
        await asyncio.wait_for(found.wait(), 5)
        await self.device.stop_scanning()

    async def connect(self) -> Connection:
        """Connect, and read all there is to read."""
        connection = await self.device.connect(CLIP, timeout=5)
        self.peer = Peer(connection)
        await self.peer.discover_services()
        await self.peer.discover_characteristics()
        for kind in (FEATURE, LOCATION, BATTERY, SERIAL):
            self.read[kind] = await self.one(kind).read_value()
        return connection

    def one(self, kind: int) -> CharacteristicProxy[bytes]:
        """The characteristic of a kind."""
        (found,) = self.peer.get_characteristics_by_uuid(UUID.from_16_bits(kind))
        return found

    async def subscribe(self) -> None:
        """Listen."""
        await self.one(MEASUREMENT).subscribe(lambda value: self.heard.append((self.air.now_s(), bytes(value))))


async def until(air: Air, time_s: float) -> None:
    await asyncio.sleep(max(time_s - air.now_s(), 0))


def clip_with_radio(folder: Path, board: str = "thingplus_rp2350", **settings: Any) -> VirtualClip:
    clip = VirtualClip(folder, board=board)
    clip.flash()
    clip.put({"/settings.json": json.dumps({"bluetooth": True, "wearer_pace_s_per_km": PACE_S_PER_KM, **settings})})
    return clip


def run(clip: VirtualClip, air: Air) -> None:
    motion = Motion.of_simulation(simulate(Runner(), Worn(), plan=PLAN), clip.mount)
    events = [{"do": "battery", "at_ms": 1, "percent": 71}, {"do": "press", "at_ms": 48_000, "ms": 1300}]
    observed = clip.run(52, motion, events, air=air.port)
    assert observed.boots == ["power on"] and not observed.of_kind("prompt"), observed.console
    if air.failures:
        raise air.failures[0]


def logged(clip: VirtualClip, folder: Path) -> np.ndarray:
    """The steps of the session: the end of each in s since the session's zero, and its duration in s."""
    (name,) = [name for name in clip.read() if name.startswith("/sessions/0")]
    (folder / "session").write_bytes(clip.read()[name])
    session = open_session(folder / "session")
    assert session.is_whole
    steps = session.steps
    return np.column_stack([(steps["initial_contact_us"] + steps["step_us"]) * 1e-6, steps["step_us"] * 1e-6])


def test_two_watches_hear_what_the_log_says_and_a_third_can_do_no_harm(tmp_path: Path) -> None:
    """Found, subscribed, gone and back; long writes, odd sizes of a packet and a flood change nothing."""
    watches: dict[str, Watch] = {}
    refused: list[str] = []

    async def steady(air: Air) -> None:
        watch = watches["steady"] = Watch(air, "F0:00:00:00:00:01")
        await until(air, 4)
        await watch.find()
        await watch.connect()
        await watch.subscribe()

    async def fickle(air: Air) -> None:
        watch = watches["fickle"] = Watch(air, "F0:00:00:00:00:02")
        await until(air, 8)
        await watch.find()
        for _ in range(3):
            connection = await watch.connect()
            await watch.subscribe()
            await asyncio.sleep(6)
            await connection.disconnect()
            await asyncio.sleep(3)

    async def hostile(air: Air) -> None:
        watch = watches["hostile"] = Watch(air, "F0:00:00:00:00:03")
        await until(air, 15)
        await watch.find()
        connection = await watch.connect()
        client = watch.peer.gatt_client
        # Before it lies what Bumble's own server offers.
        first = watch.one(MEASUREMENT).handle - 2
        for handle in range(first, first + 40):
            for length in (0, 1, 20, 23, 185, 512):
                try:
                    await client.write_value(handle, bytes(length), with_response=True)
                except (ATT_Error, ProtocolError) as error:
                    refused.append(str(error))
                await client.write_value(handle, bytes(length), with_response=False)
        for size in (0, 22, 23, 65535):
            await client.send_request(ATT_Exchange_MTU_Request(client_rx_mtu=size))
        for _ in range(200):
            await watch.one(FEATURE).read_value()
            client.send_gatt_pdu(bytes(ATT_Write_Command(attribute_handle=first + 3, attribute_value=b"\x01\x00")))
        await asyncio.sleep(2)
        await connection.disconnect()

    clip = clip_with_radio(tmp_path / "clip", clip_name="ÄÖÜ äöü ÄÖÜ äöü ÄÖÜ äöü")
    with Air(steady, fickle, hostile) as air:
        run(clip, air)
    steps = logged(clip, tmp_path)
    told = [(at_s, value) for at_s, value in watches["steady"].heard if value[0]]
    assert len(told) > RUNS_S - 8, "about once a second while running is certain"
    # When the log's zero was, in the clip's time: where the two agree best.
    zeros_s = np.arange(1, 12, 0.1)
    wrong = [worst(told, steps, zero_s) for zero_s in zeros_s]
    assert min(wrong) <= 1, "steps a minute"
    speed = round(256_000 / PACE_S_PER_KM)
    for watch in watches.values():
        for at_s, value in watch.heard:
            assert len(value) == 4 and value[0] in (0, 4)
            assert abs(int.from_bytes(value[1:3], "little") - (speed if value[0] else 0)) <= 1, at_s
        assert watch.read[FEATURE] == b"\x04\x00" and watch.read[LOCATION] == b"\x03"
        assert watch.read[BATTERY][0] in (0, 71) and watch.read[SERIAL] == b"e66038b713000001"
    heard, again = watches["steady"].heard, watches["fickle"].heard
    assert np.diff([at_s for at_s, _ in heard]).max() < 1.2 and len(heard) > 40
    pauses = np.diff([at_s for at_s, _ in again])
    assert sum(pauses > 2) == 2 and len(again) >= 15, "it hears again when it is back"
    assert len(refused) == 40 * 6 - 2 * 6, "but for the two that say who is notified nothing can be written"
    begun = [order for _, order in air.orders if "interval_us" in order]
    assert bytes(begun[0]["data"]) == b"\x02\x01\x06\x03\x03\x14\x18\x03\x19\x43\x04"
    assert bytes(begun[0]["answer"]) == b"\x1d\x08" + "ÄÖÜ äöü ÄÖÜ äöü ".encode()
    sent = np.array([at_s for at_s, order in air.orders if order.get("tells")])
    assert max(np.sum((sent >= at_s) & (sent < at_s + 1)) for at_s in sent) <= 3, "whoever is there"


def worst(told: list[tuple[float, bytes]], steps: np.ndarray, zero_s: float) -> float:
    """How far cadence was from that of the last eight steps at most; a step is known 0.2 to 0.9 s after its end."""
    found = 0.0
    for at_s, value in told:
        near = []
        for late_s in (0.2, 0.4, 0.6, 0.9):
            known = steps[steps[:, 0] < at_s - zero_s - late_s][-8:, 1]
            if len(known) == 8:
                near.append(abs(60 / known.mean() - value[3]))
        found = max(found, min(near, default=99.0))
    return found


@pytest.mark.parametrize(("board", "is_on"), [("thingplus_rp2350", False), ("feather_rp2350", True)])
def test_no_radio_or_not_asked_for(tmp_path: Path, board: str, is_on: bool) -> None:
    """Then nothing of it is loaded."""
    clip = clip_with_radio(tmp_path / "clip", board, bluetooth=is_on)
    clip.put({"/main.py": (
        "import sys\n"
        "from recoil_clip.app.boards.choice import this_board\n"
        "from recoil_clip.app.launch import main\n"
        "from recoil_clip.settings.settings import at_start\n"
        "board = this_board()\n"
        "board.is_pressed = lambda: print('recoil_clip.app.radio' in sys.modules) or sys.exit()\n"
        "main(board, '', at_start())\n"
    )})  # fmt: skip
    with Air() as air:
        observed = clip.run(4, air=air.port)
    assert observed.console.split()[:1] == ["False"] and not air.orders


@NEEDS_MICROPYTHON
def test_its_heap_on_micropython(tmp_path: Path) -> None:
    """Module and object together, on 64 bit: on the clip's 32 bit it is less."""
    used = []
    for is_on in (False, True):
        clip = VirtualClip(tmp_path / str(is_on), board="thingplus_rp2350")
        clip.flash(compiled=True)
        clip.put({"/settings.json": json.dumps({"bluetooth": is_on}), "/main.py": (
            "import bluetooth, gc, sys, time\n"
            "from recoil_clip.app.boards.choice import this_board\n"
            "from recoil_clip.app.launch import main\n"
            "from recoil_clip.settings.settings import at_start\n"
            "sleep_ms = time.sleep_ms\n"
            "def probe(ms):\n"
            "    if time.ticks_ms() > 4000:\n"
            "        gc.collect()\n"
            "        print('used', gc.mem_alloc())\n"
            "        sys.exit()\n"
            "    sleep_ms(ms)\n"
            "time.sleep_ms = probe\n"
            "main(this_board(), '', at_start())\n"
        )})  # fmt: skip
        with Air() as air:
            observed = clip.run(5, air=air.port)
        assert "used" in observed.console, observed.console
        used.append(int(observed.console.split("used")[1].split()[0]))
    assert 1000 < used[1] - used[0] < 6 * 1024, used


@pytest.fixture
def broken() -> Iterator[None]:
    """`bluetooth` of a board whose radio does not start."""

    class BLE:
        def active(self, on: bool) -> None:
            raise OSError(110)

    module = types.ModuleType("bluetooth")
    module.__dict__.update(BLE=BLE, UUID=int)
    sys.modules["bluetooth"] = module
    yield
    for name in ("bluetooth", "recoil_clip.app.radio"):
        sys.modules.pop(name, None)


@pytest.mark.usefixtures("broken")
def test_a_radio_that_does_not_start_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    app = import_module("recoil_clip.app.radio").RadioApp(World(), str(tmp_path))
    for _ in range(50):
        app.poll()
        app.rest()
    app.shut()
    assert "radio: OSError(110)" in capsys.readouterr().out
