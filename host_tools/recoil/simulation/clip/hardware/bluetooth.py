"""`bluetooth` on the virtual clip: what a peripheral needs of MicroPython's. Who is there is the air's business."""

from . import current
from .clock import NEVER

FLAG_READ = 2
FLAG_WRITE_NO_RESPONSE = 4
FLAG_WRITE = 8
FLAG_NOTIFY = 16
_LOOK_US = 20000
_RETRY_US = 1000


class UUID:
    """A number of 16 bits that stands for a long one."""

    def __init__(self, value):
        if not isinstance(value, int):
            raise NotImplementedError("the virtual clip knows UUIDs of 16 bits only")
        self.value = value


class Air:
    """Asks an open connection 50 times a second of virtual time what has come over the air; None: nobody is there.

    Orders and answers are JSON, one a line (`recoil.simulation.air` is at the other end).
    """

    def __init__(self, clock, link):
        self.due_us = NEVER
        self.handler = None
        self.is_on = False
        self._clock = clock
        self._link = link
        clock.alarms.append(self)

    def order(self, **told):
        """Say something and return the answer to it."""
        import json

        if self._link is None:
            return None
        told["us"] = self._clock.now_us()
        self._link.write((json.dumps(told) + "\n").encode())
        answer = json.loads(self._link.readline())
        for event, data in answer["events"]:
            if self.handler is not None and self.is_on:
                self._clock.schedule(self._tell, (event, tuple(data)))
        return answer["result"]

    def switch(self, on):
        """Switch the radio on or off; off, nobody stays connected."""
        if on != self.is_on:
            self.is_on = on
            self.order(do="active", on=on)
            self.due_us = self._clock.now_us() + _LOOK_US if on else NEVER
            self._clock.plan()

    def forget(self):
        """The processor was reset."""
        self.handler = None
        self.switch(False)

    def ring(self):
        """Look for what has come."""
        try:
            self.order(do="look")
        except MemoryError:  # the program has the heap locked
            self.due_us += _RETRY_US
            return
        self.due_us += _LOOK_US

    def _tell(self, told):
        if self.handler is not None:
            self.handler(told[0], told[1])


class BLE:
    """The clip's radio, with the calls of MicroPython's `bluetooth.BLE`."""

    def __init__(self):
        self._air = current.board.air

    def active(self, on=None):
        """Switch it on or off, or tell."""
        if on is not None:
            self._air.switch(bool(on))
            current.board.clock.deliver()
        return self._air.is_on

    def irq(self, handler):
        """Have a function called with event and data."""
        self._air.handler = handler

    def gap_advertise(self, interval_us, adv_data=None, resp_data=None, connectable=True):
        """Be found, or no longer."""
        self._check()
        if interval_us is None:
            self._air.order(do="stop_advertising")
            return
        if len(adv_data or b"") > 31 or len(resp_data or b"") > 31:
            raise OSError(22)
        data, answer = (list(bytes(part or b"")) for part in (adv_data, resp_data))
        self._air.order(do="advertise", interval_us=interval_us, data=data, answer=answer)

    def gatts_register_services(self, services):
        """Offer services; return the handles of their values."""
        self._check()
        plain = [
            (service.value, [(kind.value, flags) for kind, flags in characteristics])
            for service, characteristics in services
        ]
        handles = self._air.order(do="register", services=plain)
        if handles is None:  # nobody is there
            handles = [list(range(len(characteristics))) for _, characteristics in plain]
        return tuple([tuple(some) for some in handles])

    def gatts_write(self, handle, data, send_update=False):
        """Set a value, and notify who has asked for it."""
        self._check()
        data = data.encode() if isinstance(data, str) else data
        self._air.order(do="write", handle=handle, data=list(bytes(data)), tells=bool(send_update))
        current.board.clock.deliver()

    def _check(self):
        if not self._air.is_on:
            raise OSError(19)
