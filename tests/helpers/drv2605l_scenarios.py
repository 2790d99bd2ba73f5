"""What the DRV2605L driver must do, on the chip's model; plain functions for CPython and MicroPython."""

from chip_world import World, heap_lock, heap_unlock, raised
from recoil_clip.drivers.drv2605l import DRV2605L, GENTLE
from recoil_clip.drivers.errors import ChipFault, ChipMissing, ChipWrong, MotorFault

SETTINGS = (0x01, 0x03, 0x16, 0x17, 0x18, 0x19, 0x1A, 0x1B, 0x1C, 0x1D)


def ready():
    """Return a world in which the motor's driver has begun."""
    world = World()
    world.motor.begin()
    return world


def rhythm(world):
    """Return what was felt since the last cue began: [on_ms, off_ms, on_ms, ...]."""
    pulses = world.haptic.sequences()[-1][1]
    found = []
    for i in range(len(pulses)):
        if i:
            found.append((pulses[i][0] - pulses[i - 1][1]) // 1000)
        found.append((pulses[i][1] - pulses[i][0]) // 1000)
    return found


def check_it_calibrates_and_checks_the_motor():
    world = ready()
    haptic = world.haptic
    assert haptic.calibrations == haptic.diagnostics == 1
    assert world.motor.calibrated
    registers = [haptic.get(register) for register in (0x01, 0x03, 0x16, 0x17, 0x1A, 0x1D)]
    assert registers == [0x00, 0x02, 142, 168, 0x36, 0x80], registers
    assert haptic.felt() == []
    assert world.now_ms() < 1500


def check_count_and_rhythm():
    world = ready()
    for count in (1, 2, 3, 4):
        for on_ms, off_ms in ((60, 100), (80, 120), (200, 50), (600, 300)):
            world.motor.play(count, on_ms, off_ms)
            world.clock.sleep_ms(6000)
            assert rhythm(world) == ([on_ms, off_ms] * count)[:-1], (count, rhythm(world))


def check_rhythms_are_kept_in_the_possible():
    world = ready()
    for asked, given in (
        ((0, 60, 100), [60]),
        ((9, 60, 100), [60, 100] * 3 + [60]),
        ((2, 1, 1), [40, 10, 40]),
        ((2, 5000, 5000), [675, 1270, 675]),
        ((2, 63, 104), [65, 100, 65]),
    ):
        world.motor.play(*asked)
        world.clock.sleep_ms(8000)
        assert rhythm(world) == given, (asked, rhythm(world))


def check_gentle_pulses_have_the_same_rhythm():
    world = ready()
    world.motor.play(3, 200, 100)
    assert [world.haptic.get(register) for register in range(0x04, 0x0A)] == [1, 0x8A, 1, 0x8A, 1, 0]
    gentle = DRV2605L(world.bus, clock=world.clock, effect=GENTLE)
    gentle.begin()
    gentle.play(3, 200, 100)
    assert [world.haptic.get(register) for register in range(0x04, 0x0A)] == [2, 0x8A, 2, 0x8A, 2, 0]
    world.clock.sleep_ms(6000)
    assert rhythm(world) == [200, 100, 200, 100, 200]


def check_playing_does_not_wait():
    world = ready()
    before_us = world.clock.now_us()
    world.motor.play(3, 100, 100)
    assert world.clock.now_us() - before_us < 2000
    assert world.haptic.sequences()[-1][0] - before_us < 2000
    for wait_ms, playing in ((1, True), (480, True), (20, False)):
        world.clock.sleep_ms(wait_ms)
        assert world.motor.busy() == playing


def check_stop_cuts_off():
    world = ready()
    world.motor.play(3, 200, 100)
    world.clock.sleep_ms(350)
    world.motor.stop()
    assert not world.motor.busy()
    world.clock.sleep_ms(1000)
    found = rhythm(world)
    assert found[:2] == [200, 100] and 45 <= found[2] <= 55 and len(found) == 3, found


def check_a_new_cue_takes_over():
    world = ready()
    world.motor.play(1, 600, 100)
    world.clock.sleep_ms(100)
    world.motor.play(2, 60, 60)
    world.clock.sleep_ms(1000)
    assert rhythm(world) == [60, 60, 60]
    assert len(world.haptic.felt()) == 3


def check_an_open_motor_is_named_and_harmless():
    world = World()
    world.haptic.motor_open = True
    fault = raised(MotorFault, world.motor.begin)
    assert isinstance(fault, ChipFault)
    assert str(fault) == "DRV2605L: its motor is not connected, shorted or stuck"
    world.motor.play(2, 60, 60)
    world.clock.sleep_ms(1000)
    assert not world.motor.busy()
    assert world.haptic.felt() == []


def check_a_motor_that_comes_back():
    world = World()
    world.haptic.motor_open = True
    raised(MotorFault, world.motor.begin)
    world.haptic.motor_open = False
    world.motor.begin()
    assert world.motor.calibrated


def check_calibration_is_repeated_and_then_done_without():
    for unsettled, calibrated, loop in ((1, True, 0x80), (2, False, 0xA0)):
        world = World()
        world.haptic.unsettled = unsettled
        world.motor.begin()
        assert world.motor.calibrated == calibrated
        assert world.haptic.get(0x1D) == loop
        world.motor.play(1, 60, 60)
        world.clock.sleep_ms(1000)
        assert rhythm(world) == [60]


def check_a_routine_that_never_ends():
    world = World()
    world.haptic.jammed = True
    assert "finish" in str(raised(ChipFault, world.motor.begin))
    assert world.now_ms() < 3000


def check_a_chip_that_forgets_its_settings():
    world = World()
    world.haptic.put = lambda register, value: None
    raised(ChipFault, world.motor.begin)


def check_a_missing_chip_has_a_name():
    for errno in (5, 19, 110):
        world = World()
        world.haptic.present = False
        world.bus.absent_error = errno
        assert "0x5a" in str(raised(ChipMissing, world.motor.begin))


def check_a_wrong_chip_has_a_name():
    world = World()
    world.haptic.device = 4
    assert "device 4" in str(raised(ChipWrong, world.motor.begin))
    world.haptic.device = 3
    world.motor.begin()


def check_refused_transfers_are_repeated():
    world = ready()
    world.haptic.nacks = 2
    world.motor.play(1, 60, 60)
    world.haptic.nacks = 2
    assert world.motor.busy()
    world.haptic.nacks = 2
    world.motor.stop()
    assert not world.motor.busy()


def check_a_chip_that_dies():
    world = ready()
    world.haptic.present = False
    before = world.bus.transfers
    raised(ChipFault, world.motor.play, 1, 60, 60)
    raised(ChipFault, world.motor.busy)
    raised(ChipFault, world.motor.stop)
    assert world.bus.transfers - before == 9


def check_a_chip_that_lost_power_gets_its_settings_back():
    for unsettled in (0, 2):
        world = World()
        haptic = world.haptic
        haptic.unsettled = unsettled
        world.motor.begin()
        calibrations = haptic.calibrations
        before = [haptic.get(register) for register in SETTINGS]
        haptic.power_cycle()
        assert [haptic.get(register) for register in SETTINGS] != before
        world.motor.play(2, 60, 60)
        assert [haptic.get(register) for register in SETTINGS] == before
        world.clock.sleep_ms(1000)
        assert rhythm(world) == [60, 60, 60]
        assert haptic.calibrations == calibrations, "takes a second"


def check_settings_that_were_written_in_part_are_written_again():
    world = ready()
    before = [world.haptic.get(register) for register in SETTINGS]
    put = world.haptic.put

    def dies(register, value):
        put(register, value)
        if register == 0x1A:
            world.haptic.present = False

    world.haptic.power_cycle()
    world.haptic.put = dies
    raised(ChipFault, world.motor.play, 1, 60, 60)
    world.haptic.put = put
    world.haptic.present = True
    world.motor.play(1, 60, 60)
    assert [world.haptic.get(register) for register in SETTINGS] == before
    world.clock.sleep_ms(1000)
    assert rhythm(world) == [60]


def check_a_chip_that_keeps_no_settings_is_a_fault():
    world = ready()
    world.haptic.power_cycle()
    world.haptic.put = lambda register, value: None
    assert "lost" in str(raised(ChipFault, world.motor.play, 1, 60, 60))
    assert "lost" in str(raised(ChipFault, World().motor.play, 1, 60, 60)), "never begun"


def check_playing_allocates_nothing():
    world = ready()
    motor = world.motor
    clock = world.clock
    cues = 0
    heap_lock()
    try:
        while cues < 50:
            if cues % 10 == 9:
                world.haptic.power_cycle()
            motor.play(1 + cues % 4, 60 + cues, 60)
            clock.sleep_ms(100)
            if not motor.busy() or cues % 7 == 0:
                motor.stop()
            cues += 1
    finally:
        heap_unlock()
    assert len(world.haptic.felt()) == 50
