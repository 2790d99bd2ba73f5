"""What the MAX17048 driver must do, on the chip's model; plain functions for CPython and MicroPython."""

from chip_world import World, heap_lock, heap_unlock, raised
from recoil_clip.drivers.errors import ChipFault, ChipMissing, ChipWrong


def ready():
    """Return a world in which the gauge's driver has begun."""
    world = World()
    world.battery.begin()
    return world


def check_percent_and_millivolts():
    world = ready()
    for charge, percent, millivolts in (
        (0, 0, 3000),
        (0.9, 0, 3300),
        (50, 50, 3777),
        (99.9, 99, 4190),
        (103, 100, 4200),
    ):
        world.gauge.set(charge, millivolts)
        assert world.battery.percent() == percent
        assert abs(world.battery.millivolts() - millivolts) <= 1


def check_a_missing_gauge_has_a_name():
    for errno in (5, 19, 110):
        world = World()
        world.gauge.present = False
        world.bus.absent_error = errno
        assert "0x36" in str(raised(ChipMissing, world.battery.begin))


def check_a_wrong_chip_has_a_name():
    for version in (0x0000, 0x0002, 0x0112, 0xFFFF):
        world = World()
        world.gauge.version = version
        assert "version" in str(raised(ChipWrong, world.battery.begin))


def check_refused_transfers_are_repeated():
    world = ready()
    world.gauge.nacks = 2
    assert world.battery.percent() == 80
    world.gauge.nacks = 3
    assert "answering" in str(raised(ChipFault, world.battery.millivolts))
    assert abs(world.battery.millivolts() - 3900) <= 1


def check_nonsense_is_a_fault():
    world = ready()
    world.gauge.get = lambda register: 0xFF
    raised(ChipFault, world.battery.percent)
    raised(ChipFault, world.battery.millivolts)


def check_reading_allocates_nothing():
    world = ready()
    battery = world.battery
    heap_lock()
    try:
        total = battery.percent() + battery.millivolts()
    finally:
        heap_unlock()
    assert total > 3900
