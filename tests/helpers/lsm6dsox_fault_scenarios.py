"""What the LSM6DSOX driver must do when chip or bus fail; plain functions for CPython and MicroPython."""

from chip_world import World, gaps, moving, numbers, raised, ride
from recoil_clip.drivers.errors import ChipFault, ChipMissing, ChipWrong


def check_refused_transfers_are_repeated():
    for nacks in (1, 2):
        world = moving()
        found = ride(world, 0.3)
        world.clock.sleep_ms(100)
        world.sensor.nacks = nacks
        found += ride(world, 0.3)
        assert gaps(found) == [] and world.imu.overrun == 0


def check_a_refused_burst_loses_nothing():
    for dropped in (0, 1):
        world = moving()
        world.clock.sleep_ms(300)
        world.sensor.refresh()
        world.sensor.fifo.drop(dropped)
        found = ride(world, 0.3)
        world.clock.sleep_ms(100)
        fill = world.imu._words.fill

        def refuse(pairs, world=world, fill=fill):
            """Let the bursts after this one go wrong twice."""
            fill(pairs)
            world.sensor.nacks = 2
            world.imu._words.fill = fill

        world.imu._words.fill = refuse
        found += ride(world, 0.3)
        assert gaps(found) == [] and world.imu.overrun == 0


def check_a_long_silence_is_a_fault_and_then_all_is_well():
    world = moving()
    found = ride(world, 0.3)
    world.sensor.nacks = 3
    before = world.bus.transfers
    fault = raised(ChipFault, world.imu.drain, world.samples, 16)
    assert "LSM6DSOX" in str(fault) and "answering" in fault.reason
    assert world.bus.transfers - before == 3
    found += ride(world, 0.3)
    assert gaps(found) == []


def check_a_broken_burst_is_counted():
    for cut in (2, 6, 7, 8, 50, 56, 57, 100, 223):
        for cuts in (1, 2):
            world = moving()
            found = ride(world, 0.5)
            for _ in range(cuts):
                world.clock.sleep_ms(100)
                world.sensor.cut_bytes = cut
                found += world.drain_all()
            found += ride(world, 0.5)
            told = gaps(found)
            assert (sum(told) > 0) == (cut > 6), (cut, told)


def check_bursts_that_always_break():
    world = moving()
    found = ride(world, 0.5)
    world.clock.sleep_ms(800)
    read = world.sensor.read

    def cut(register, buffer, start, end):
        """Give out the words, but break off all that is longer than the status."""
        read(register, buffer, start, end)
        if end - start > 2:
            raise OSError(5)

    world.sensor.read = cut
    before = world.bus.transfers
    assert "answering" in str(raised(ChipFault, world.drain))
    assert world.bus.transfers - before == 6
    world.sensor.read = read
    assert sum(gaps(found + ride(world, 0.5))) > 0


def check_all_troubles_together():
    for seed in range(12):
        world = moving(trim=seed * 3 - 18, count=20000)
        world.bus.byte_us = (0, 10, 23, 90)[seed & 3]  # the bus at 1 MHz, 400 and 100 kHz
        found = ride(world, 0.3)
        noise = seed
        for _ in range(60):
            noise = (noise * 20077 + 12345) & 0xFFFF
            choice = noise >> 13
            size = noise >> 4 & 255
            world.clock.sleep_ms(1 + size // 3)
            if choice == 0:
                world.clock.sleep_ms(1000 + 9 * size)
            elif choice == 1:
                world.sensor.cut_bytes = 1 + size
            elif choice == 2:
                world.sensor.nacks = size % 3
            elif choice == 3:
                found += world.drain(1 + size % 20)
                world.sensor.cut_bytes = 1 + size
            elif choice == 4:
                world.sensor.refresh()
                world.sensor.fifo.drop(min(size % 4, world.sensor.fifo.words))
            found += world.drain_or_fault(1 + size)
        found += ride(world, 0.5)
        assert len(gaps(found)) > 5


def check_samples_that_came_before_a_fault_are_kept():
    world = moving()
    world.clock.sleep_ms(500)
    first = world.imu._words
    fill = first.fill

    def fill_and_die(pairs):
        fill(pairs)
        world.sensor.present = False

    first.fill = fill_and_die
    found = world.drain()
    assert numbers(found) == list(range(16))
    raised(ChipFault, world.drain)
    first.fill = fill
    world.sensor.present = True
    found += ride(world, 0.2)
    assert gaps(found) == []


def check_a_missing_chip_has_a_name():
    for errno in (5, 19, 110):
        world = World()
        world.sensor.present = False
        world.bus.absent_error = errno
        error = raised(ChipMissing, world.imu.begin)
        assert str(error) == "LSM6DSOX: no answer at address 0x6a, check its cable"
        assert error.name == "LSM6DSOX"


def check_a_wrong_chip_has_a_name():
    world = World()
    world.sensor.identity = 0x6A
    assert "0x6a, not 0x6c" in str(raised(ChipWrong, world.imu.begin))


def check_a_chip_that_stays_in_reset():
    world = World()
    world.sensor.jammed = True
    assert "reset" in str(raised(ChipFault, world.imu.begin))
    assert world.now_ms() < 100


def check_a_chip_that_forgets_its_settings():
    world = World()
    put = world.sensor.put
    world.sensor.put = lambda register, value: put(register, 0 if register == 0x0A else value)
    assert "settings" in str(raised(ChipFault, world.imu.begin))


def check_a_chip_that_lost_power_is_restarted():
    world = moving()
    found = ride(world, 0.5)
    last = found[-1][0]
    world.sensor.power_cycle()
    world.clock.sleep_ms(1000)
    assert "no samples" in str(raised(ChipFault, ride, world, 1, 5))
    world.clock.sleep_ms(700)
    world.imu.restart()
    told = world.imu.overrun
    first = numbers(ride(world, 0.3))[0]
    assert abs(first - last - 1 - told) <= 2, (first, last, told)
    assert told > 300


def check_a_chip_that_repeats_itself():
    world = moving()
    ride(world, 0.5)
    world.sensor.frozen = True
    assert "repeats" in str(raised(ChipFault, ride, world, 4))
    world.sensor.frozen = False
    assert ride(world, 1)


def check_rest_is_not_taken_for_a_fault():
    world = World()
    world.imu.begin()
    assert len(ride(world, 10)) > 2000


def check_a_silent_chip():
    world = moving()
    ride(world, 0.5)
    world.sensor.silent = True
    assert "no samples" in str(raised(ChipFault, ride, world, 4))


def check_a_bus_stuck_at_one_level():
    for level in (0x00, 0xFF):
        world = moving()
        ride(world, 0.5)
        world.sensor.get = lambda register, level=level: level
        raised(ChipFault, ride, world, 4)
    for level in (0x00, 0xFF):
        world = World()
        world.sensor.get = lambda register, level=level: level
        raised(ChipWrong, world.imu.begin)


def check_words_that_make_no_sense():
    world = moving()
    ride(world, 0.5)

    def take(buffer, start, end):
        for i in range(start, end):
            buffer[i] = 0xFF

    world.sensor.fifo.take = take
    assert "nonsense" in str(raised(ChipFault, ride, world, 1))
