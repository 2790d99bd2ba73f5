"""What is between a virtual clip's radio and a watch: Bumble's controllers on one link, in the clip's virtual time.

The clip's end is `clip/hardware/bluetooth.py`. Needs Bumble (`pip install bumble`), which the tests bring.
"""

import asyncio
import json
import socket
import threading
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any, Self

from bumble.att import ATT_Error, Attribute, ErrorCode
from bumble.controller import Controller
from bumble.core import UUID
from bumble.device import Connection, Device
from bumble.gatt import Characteristic, Service
from bumble.hci import Address
from bumble.host import Host
from bumble.link import LocalLink
from bumble.transport.common import AsyncPipeSink

HOPS = 40  # of the event loop: more than a request needs from a host over two controllers to another and back
CLIP = Address("F0:F1:F2:F3:F4:F5")
CONNECTED, DISCONNECTED, MTU_EXCHANGED = 1, 2, 21  # events of MicroPython's `bluetooth`
_NOTIFIES = 16

Watch = Callable[["Air"], Awaitable[None]]


class _VirtualLoop(asyncio.SelectorEventLoop):
    """Its time is the clip's."""

    now_s = 0.0

    def time(self) -> float:
        """Return the clip's time in seconds."""
        return self.now_s


class Air:
    """Watches near a clip: coroutines that get this object, make a `device`, and sleep in the clip's time.

    Use it as a context; `port` is where the clip connects to (`VirtualClip.run(air=air.port)`), `failures` what the
    watches ended with, `orders` what the clip's radio was told and when, in seconds.
    """

    def __init__(self, *watches: Watch) -> None:
        self.failures: list[BaseException] = []
        self.orders: list[tuple[float, dict[str, Any]]] = []
        self.loop = _VirtualLoop()
        self._watches = watches
        self._link: LocalLink | None = None
        self._clip: Device | None = None
        self._values: dict[int, Characteristic[bytes]] = {}
        self._events: list[tuple[int, list[Any]]] = []
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = self._server.getsockname()[1]
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def __enter__(self) -> Self:
        """Wait for a clip."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Let go of it; a watch that failed is an error."""
        with suppress(OSError):
            self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        self._thread.join(10)

    def now_s(self) -> float:
        """Return the clip's time."""
        return self.loop.now_s

    async def device(self, name: str, address: str) -> Device:
        """Return a watch's radio, switched on."""
        assert self._link is not None
        return await _powered(self._link, name, Address(address))

    def _serve(self) -> None:
        with suppress(OSError):
            line, _ = self._server.accept()
            with line, line.makefile("rwb", 0) as stream:
                asyncio.set_event_loop(self.loop)
                self.loop.run_until_complete(self._begin())
                for order in stream:
                    told = json.loads(order)
                    self.loop.now_s = told.pop("us") / 1e6
                    if told["do"] != "look":
                        self.orders.append((self.loop.now_s, told))
                    result = self.loop.run_until_complete(self._do(told))
                    events, self._events = self._events, []
                    stream.write((json.dumps({"result": result, "events": events}) + "\n").encode())
        for task in asyncio.all_tasks(self.loop):
            task.cancel()
        self.loop.run_until_complete(asyncio.sleep(0))
        self.loop.close()

    async def _begin(self) -> None:
        self._link = LocalLink()
        for watch in self._watches:
            asyncio.get_running_loop().create_task(self._live(watch))

    async def _live(self, watch: Watch) -> None:
        try:
            await watch(self)
        except Exception as error:
            self.failures.append(error)

    async def _do(self, told: dict[str, Any]) -> Any:
        """Do what the clip says, and let all that follows from it happen."""
        act = getattr(self, "_" + told.pop("do"))
        result = await act(**told)
        for _ in range(HOPS):
            await asyncio.sleep(0)
        return result

    async def _look(self) -> None:
        """Nothing but time has passed."""

    async def _active(self, on: bool) -> None:
        assert self._link is not None
        if on:
            self._clip = await _powered(self._link, "clip", CLIP)
            self._clip.on("connection", self._connected)
            return
        clip, self._clip = self._clip, None
        if clip is not None:
            for connection in list(clip.connections.values()):
                with suppress(Exception):
                    await connection.disconnect()
            await clip.power_off()

    async def _register(self, services: list[Any]) -> list[list[int]]:
        assert self._clip is not None
        handles = []
        for service, kinds in services:
            characteristics = [
                Characteristic[bytes](
                    UUID.from_16_bits(kind),
                    Characteristic.Properties(flags),
                    Characteristic.READABLE,
                    b"",
                )
                for kind, flags in kinds
            ]
            self._clip.add_service(Service(UUID.from_16_bits(service), characteristics))
            self._values.update({one.handle: one for one in characteristics})
            handles.append([one.handle for one in characteristics])
        for attribute in self._clip.gatt_server.attributes:
            if not attribute.permissions & Attribute.WRITEABLE:
                # Bumble leaves that to do; the chip's stack does it.
                attribute.write_value = _refuse  # pyright: ignore[reportAttributeAccessIssue]
        return handles

    async def _advertise(self, interval_us: int, data: list[int], answer: list[int]) -> None:
        assert self._clip is not None
        if self._clip.is_advertising:
            await self._clip.stop_advertising()
        await self._clip.start_advertising(
            advertising_data=bytes(data),
            scan_response_data=bytes(answer),
            advertising_interval_min=interval_us / 1000,
            advertising_interval_max=interval_us / 1000,
        )

    async def _stop_advertising(self) -> None:
        assert self._clip is not None
        if self._clip.is_advertising:
            await self._clip.stop_advertising()

    async def _write(self, handle: int, data: list[int], tells: bool) -> None:
        assert self._clip is not None
        value = self._values[handle]
        value.value = bytes(data)
        if tells:
            await self._clip.notify_subscribers(value, bytes(data))

    def _connected(self, connection: Connection) -> None:
        peer = [connection.handle, 0, list(bytes(connection.peer_address))]
        self._events.append((CONNECTED, peer))
        connection.on("disconnection", lambda _: self._events.append((DISCONNECTED, peer)))
        connection.on("connection_att_mtu_update", lambda: self._events.append(
            (MTU_EXCHANGED, [connection.handle, connection.att_mtu])
        ))  # fmt: skip


async def _refuse(*_: Any) -> None:
    raise ATT_Error(ErrorCode.WRITE_NOT_PERMITTED)


async def _powered(link: LocalLink, name: str, address: Address) -> Device:
    controller = Controller(name, link=link, public_address=str(address))
    device = Device(name=name, address=address, host=Host(controller, AsyncPipeSink(controller)))
    await device.power_on()
    return device
