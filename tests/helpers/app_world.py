"""A clip for tests: the app on a board made of chip models, in virtual time. Plain Python, for MicroPython too."""

from recoil.simulation.clip.models import bus, drv2605l, lsm6dsox, max17048
from recoil.simulation.clip.models.clock import Clock
from recoil.simulation.clip.models.motion import Frames, Rest

SET_UTC_S = 1763800000  # 2025-11-22


class Ended(BaseException):
    """The script is over."""


class Bitten(BaseException):
    """The watchdog was not fed."""


class ScriptClock(Clock):
    """Virtual time in which things happen: `at(ms, action)`."""

    def __init__(self):
        super().__init__()
        self.plan = []
        self.due_us = 1 << 60

    def at(self, ms, action):
        """Let something happen; never two at exactly the same time."""
        us = ms * 1000
        while us in [other for other, _ in self.plan]:
            us += 1
        self.plan.append((us, action))
        self.plan.sort(key=lambda entry: entry[0])
        self.due_us = self.plan[0][0]

    def advance_us(self, us):
        """Let time pass, with all that happens meanwhile."""
        target_us = self._now_us + us
        while self.due_us <= target_us:
            due_us, action = self.plan.pop(0)
            self._now_us = max(due_us, self._now_us)
            self.due_us = self.plan[0][0] if self.plan else 1 << 60
            action()
        self._now_us = max(target_us, self._now_us)


class Watchdog:
    """Bites for real."""

    def __init__(self, clock):
        self.clock = clock
        self.has_fired = False
        self.timeout_ms = 0
        self.fed_us = 0
        self.starts = 0
        self.longest_us = 0

    def fired(self):
        return self.has_fired

    def start(self, timeout_ms):
        assert timeout_ms <= 8388
        self.timeout_ms = timeout_ms
        self.fed_us = self.clock.now_us()
        self.starts += 1

    def feed(self):
        self.check()
        self.longest_us = max(self.longest_us, self.clock.now_us() - self.fed_us)
        self.fed_us = self.clock.now_us()

    def stop(self):
        self.check()
        self.timeout_ms = 0

    def check(self):
        if self.timeout_ms and self.clock.now_us() - self.fed_us > self.timeout_ms * 1000:
            raise Bitten


class World:
    """The board, as the app sees it, with models behind it; `mount` is (1, 2, 3): the samples are in body axes."""

    name = "test"
    mount = (1, 2, 3)

    def __init__(self, data=b"", start_ms=None, utc_s=SET_UTC_S, trim=0):
        self.clock = ScriptClock()
        self.motion = Frames(data, None if start_ms is None else start_ms * 208 // 1000, Rest())
        self.sensor = lsm6dsox.LSM6DSOX(self.clock, self.motion, trim)
        self.haptic = drv2605l.DRV2605L(self.clock)
        self.gauge = max17048.MAX17048(self.clock)
        self.i2c = bus.I2C(self.clock, [self.sensor, self.haptic, self.gauge])
        self.watchdog = Watchdog(self.clock)
        self.lights = []  # [ms, colour]
        self.is_lit = True  # whether lights are kept
        self.pressed = False
        self.usb = False
        self.held = False
        self.is_typed = False
        self.input = []  # bytes that a computer sent
        self.output = b""
        self.room = 1 << 30  # bytes that a computer still takes
        self.stuck_ms = 0  # how long the port waits for more room; 500: in vain
        self.each_second_calls = []
        self.restarts = 0
        self.naps = []  # when each began
        self._utc_s = utc_s

    def now_ms(self):
        return self.clock.now_us() // 1000

    def press(self, at_ms, for_ms):
        """Press the button."""
        self.clock.at(at_ms, self._down)
        self.clock.at(at_ms + for_ms, self._up)

    def end(self, at_ms):
        """End the script."""
        self.clock.at(at_ms, self._end)

    def ctrl_c(self):
        """Type Ctrl-C."""
        if self.held:
            self.is_typed = True
        else:
            raise KeyboardInterrupt

    # What the app calls.

    def is_pressed(self):
        return self.pressed

    def light(self, colour):
        if self.is_lit:
            self.lights.append((self.now_ms(), colour))

    def usb_connected(self):
        return self.usb

    def clip_id(self):
        return "0123456789abcdef"

    def utc_s(self):
        return self._utc_s + self.clock.now_us() // 1000000 if self._utc_s else 0

    def hold_ctrl_c(self):
        self.held = True

    def release_ctrl_c(self):
        self.held = False

    def ctrl_c_waits(self):
        typed = self.is_typed
        self.is_typed = False
        return typed

    def typed(self):
        return self.input.pop(0) if self.input else -1

    def can_say(self):
        return self.room > 0

    def say(self, data):
        data = bytes(data)
        if len(data) > self.room:
            self.clock.sleep_ms(self.stuck_ms)
            if self.stuck_ms < 500:
                self.room = len(data)
        self.output += data[: self.room]
        self.room -= min(self.room, len(data))

    def each_second(self, call):
        self.each_second_calls.append(call)
        return self

    def deinit(self):
        self.each_second_calls.clear()

    def restart(self):
        self.restarts += 1

    def nap(self, ms):
        assert 2 <= ms <= 1000
        self.naps.append(self.now_ms())
        self.clock.sleep_ms(ms)

    def _down(self):
        self.pressed = True

    def _up(self):
        self.pressed = False

    def _end(self):
        raise Ended
