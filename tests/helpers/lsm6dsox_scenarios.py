"""What the LSM6DSOX driver must do with a chip that works; plain functions for CPython and MicroPython."""

from array import array

from chip_world import World, gaps, heap_lock, heap_unlock, moving, numbers, raised, ramp, ride
from recoil_clip.drivers.lsm6dsox import Words


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
    samples = array("i", bytes(24))
    gyroscope = [0x09, 0x0A, 0x0C, 0x0F]
    accelerometer = [0x11, 0x12, 0x14, 0x17]
    whole = []
    for first in range(256):
        for second in range(256):
            words = Words((1, 2, 3))
            words.bursts[1][0] = first
            words.bursts[1][7] = second
            words.fill(1)
            if words.unpack(samples, 0, 1):
                whole.append((first, second))
        if first == 32:
            break
    pairs = list(zip(gyroscope, accelerometer)) + list(zip(accelerometer, gyroscope))  # noqa: B905
    assert sorted(whole) == sorted(pairs), whole


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
