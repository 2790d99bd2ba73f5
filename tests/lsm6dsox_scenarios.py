"""What the LSM6DSOX driver must do, on the chip's model; plain functions for CPython and MicroPython."""

from chip_world import World, gaps, heap_lock, heap_unlock, numbers, raised, ramp, ramps
from recoil_drivers.errors import ChipFault, ChipMissing, ChipWrong
from recoil_drivers.lsm6dsox_words import tag_kinds


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


def check_it_sets_the_chip_up():
    world = moving()
    registers = [world.sensor.get(register) for register in (0x10, 0x11, 0x12, 0x18, 0x09, 0x0A)]
    assert registers == [0x54, 0x5C, 0x44, 0xE2, 0x55, 0x06], registers
    assert world.imu.rate_hz == 208


def check_the_period_follows_the_trim():
    for rate_hz, divider in ((104, 64), (208, 32), (416, 16)):
        for trim in (-128, -40, -1, 0, 1, 40, 127):
            world = World(trim)
            world.imu.begin(rate_hz)
            exact_ns = 1e9 * divider / (6667 + 0.0015 * trim * 6667)
            assert abs(world.imu.period_ns - exact_ns) < 2, (rate_hz, trim, world.imu.period_ns, exact_ns)
            assert abs(world.imu.period_us * 1000 - exact_ns) <= 502
    raised(ValueError, World().imu.begin, 100)


def check_samples_come_at_the_true_rate():
    for trim in (-30, 0, 30):
        world = moving(trim)
        begun_us = world.clock.now_us()
        count = len(ride(world, 10))
        expected = (world.clock.now_us() - begun_us) * 1000 // world.imu.period_ns
        assert abs(count - expected) <= 1, (trim, count, expected)


def check_every_sample_comes_once_and_in_order():
    for poll_ms in (1, 5, 37, 400):
        world = moving()
        found = numbers(ride(world, 4, poll_ms))
        assert found == list(range(len(found)))
        assert len(found) > 740
        assert world.imu.overrun == world.imu.bad_words == 0


def check_the_limit_holds():
    world = moving()
    world.clock.sleep_ms(900)
    found = []
    for limit in (1, 2, 16, 17, 33, 50):
        some = world.drain(limit)
        assert len(some) == limit
        found += some
    assert world.drain(0) == []
    assert numbers(found) == list(range(119))


def check_a_burst_may_begin_between_the_words_of_a_sample():
    world = moving()
    world.clock.sleep_ms(100)
    world.sensor.refresh()
    world.sensor.fifo.drop(1)
    found = numbers(world.drain() + ride(world, 1))
    assert found == list(range(1, len(found) + 1))
    assert world.imu.overrun == 0  # nothing is lost before the first sample
    world.clock.sleep_ms(100)
    world.sensor.refresh()
    world.sensor.fifo.drop(3)
    assert gaps([ramp(found[-1])] + ride(world, 1)) == [2]  # noqa: RUF005 MicroPython knows no other way


def check_an_overrun_is_counted_to_the_sample():
    for trim in (-20, 0, 20):
        for stall_ms in (1100, 1240, 1290, 1300, 2000, 3333, 5000):
            world = moving(trim)
            found = ride(world, 0.5)
            world.clock.sleep_ms(stall_ms)
            found += ride(world, 0.5)
            told = gaps(found)
            overwritten = world.sensor.fifo.overwritten
            assert (told == []) == (overwritten == 0), (trim, stall_ms, told)
            assert abs(2 * sum(told) - overwritten) <= 1
            assert sum(told) == world.imu.overrun


def check_an_overrun_is_counted_while_ticks_wrap():
    world = moving(start_us=(1 << 30) - 1_500_000)
    found = ride(world, 0.5)
    world.clock.sleep_ms(3000)
    assert sum(gaps(found + ride(world, 0.5))) > 300


def check_a_damaged_tag_costs_one_sample():
    for place in (0, 1, 6, 15, 30, 31):
        for bit in (1, 2, 4, 8, 0x80):
            world = moving()
            found = ride(world, 0.3)
            world.clock.sleep_ms(100)
            world.sensor.refresh()
            fifo = world.sensor.fifo
            fifo.memory[(fifo._first + place) % 512 * 7] ^= bit
            found += ride(world, 0.3)
            assert gaps(found) == [1], (place, bit)
            assert world.imu.bad_words == 1


def check_tags_have_even_parity():
    kinds = tag_kinds()
    whole = [tag for tag in range(24) if kinds[tag]]
    assert whole == [0x09, 0x0A, 0x0C, 0x0F, 0x11, 0x12, 0x14, 0x17]
    assert [kinds[tag] for tag in whole] == [1, 5, 9, 13, 2, 6, 10, 14]


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
    get = world.sensor.get
    world.sensor.get = lambda register: 0xFF if register >= 0x78 else get(register)
    assert "nonsense" in str(raised(ChipFault, ride, world, 1))


def check_draining_allocates_nothing():
    world = moving(trim=7)
    imu = world.imu
    samples = world.samples
    ride(world, 0.2)
    clock = world.clock
    sensor = world.sensor
    total = 0
    polls = 0
    heap_lock()
    try:
        while polls < 300:
            clock.sleep_ms(20 if polls % 100 else 1700)  # every now and then an overrun
            total += imu.drain(samples, 1 + polls % 40)
            if polls % 50 == 7:
                sensor.refresh()
                sensor.fifo.drop(1)
            polls += 1
    finally:
        heap_unlock()
    assert total > 1000
    assert imu.overrun > 100
