"""A bus with models of the clip's chips and the drivers on it; for CPython and MicroPython alike."""

from array import array

from recoil.simulation.clip.models import bus, clock, drv2605l, lsm6dsox, max17048, motion
from recoil_clip.drivers.drv2605l import DRV2605L
from recoil_clip.drivers.errors import ChipFault
from recoil_clip.drivers.lsm6dsox import LSM6DSOX
from recoil_clip.drivers.max17048 import MAX17048

try:
    from micropython import heap_lock, heap_unlock
except ImportError:

    def heap_lock() -> int:
        """Do nothing: CPython has no such lock."""
        return 0

    heap_unlock = heap_lock


_ramps = {}


class World:
    """The virtual board: `sensor`, `haptic` and `gauge` are models; `imu`, `motor` and `battery` their drivers."""

    def __init__(self, trim=0, data=b"", start_us=0):
        self.clock = clock.Clock(start_us)
        self.sensor = lsm6dsox.LSM6DSOX(self.clock, motion.Frames(data), trim)
        self.haptic = drv2605l.DRV2605L(self.clock)
        self.gauge = max17048.MAX17048(self.clock)
        self.bus = bus.I2C(self.clock, [self.sensor, self.haptic, self.gauge])
        self.imu = LSM6DSOX(self.bus, clock=self.clock)
        self.motor = DRV2605L(self.bus, clock=self.clock)
        self.battery = MAX17048(self.bus)
        self.samples = array("i", bytes(24 * 400))

    def now_ms(self):
        """Return the virtual time."""
        return self.clock.now_us() // 1000

    def drain(self, limit=400):
        """Return what the sensor's driver gives at once, after a ("gap", samples) if it told of one."""
        before = self.imu.overrun
        n = self.imu.drain(self.samples, limit)
        told = self.imu.overrun - before
        return [("gap", told)] * (told > 0) + [tuple(self.samples[6 * i : 6 * i + 6]) for i in range(n)]

    def drain_or_fault(self, limit):
        """Return what the sensor's driver gives at once, nothing if it raises a fault."""
        try:
            return self.drain(limit)
        except ChipFault:
            return []

    def drain_all(self):
        """Return what the sensor's driver gives until it gives nothing."""
        found = []
        while True:
            some = self.drain()
            if not some:
                return found
            found += some


def ramp(number):
    """Return the sample that tells its own number, below 30000."""
    return number, -number, number * 7 % 30000 - 15000, 32767 - number, number % 4096, number * number % 32768 - 16384


def ramps(count):
    """Return so many ramp samples as bytes, made once."""
    if count not in _ramps:
        data = array("h")
        for number in range(count):
            for value in ramp(number):
                data.append(value)
        _ramps[count] = bytes(data)
    return _ramps[count]


def numbers(found):
    """Return which ramp samples these are; each has to be whole. Gaps stay."""
    for sample in found:
        assert sample[0] == "gap" or sample == ramp(sample[0]), sample
    return [sample if sample[0] == "gap" else sample[0] for sample in found]


def gaps(found):
    """Check that ramp samples follow on each other but for the gaps that were told; return these."""
    told = []
    expected = None
    for number in numbers(found):
        if isinstance(number, tuple):
            told.append(number[1])
            if expected is not None:
                expected += number[1]
        else:
            assert expected is None or number == expected, (number, expected)
            expected = number + 1
    return told


def raised(kind, call, *arguments):
    """Return the error of this kind that a call must raise."""
    try:
        call(*arguments)
    except kind as error:
        return error
    raise AssertionError("no " + kind.__name__)


def moving(trim=0, count=3000, start_us=0):
    """Return a world in which the sensor's driver has begun and every sample tells its number."""
    world = World(trim, ramps(count), start_us)
    world.imu.begin()
    return world


def ride(world, seconds, poll_ms=20):
    """Poll for a while; return everything that came."""
    found = []
    end_ms = world.now_ms() + int(seconds * 1000)
    while world.now_ms() < end_ms:
        world.clock.sleep_ms(poll_ms)
        found += world.drain_all()
    return found
