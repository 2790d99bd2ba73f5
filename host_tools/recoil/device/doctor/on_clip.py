"""What runs on the clip for the doctor: its own drivers, one script a chip, each printing one JSON document."""

PREPARE = """
import json
from recoil_clip.app.boards.choice import this_board
from recoil_clip.drivers.errors import ChipError
board = this_board()
def told(look):
    try:
        print(json.dumps(look()))
    except ChipError as error:
        print(json.dumps({"error": type(error).__name__, "what": str(error)}))
print("true")
"""

SENSOR = """
from array import array
from recoil_clip.drivers.lsm6dsox import LSM6DSOX
def sensor(for_ms=2200, settle_ms=300):  # the driver notices a sensor that repeats itself after 2 s
    clock = board.clock
    chip = LSM6DSOX(board.i2c, clock=clock)
    chip.begin()
    samples = array("i", bytes(24 * 100))
    start_ms = clock.ticks_ms()
    while clock.ticks_diff(clock.ticks_ms(), start_ms) < settle_ms:
        chip.drain(samples, 100)
        clock.sleep_ms(20)
    sums, least, most = [0] * 6, [32767] * 6, [-32768] * 6
    count = 0
    begun_us = clock.ticks_us()
    while True:
        n = chip.drain(samples, 100)
        now_us = clock.ticks_us()
        for i in range(6 * n):
            axis = i % 6
            value = samples[i]
            sums[axis] += value
            least[axis] = min(least[axis], value)
            most[axis] = max(most[axis], value)
        count += n
        if clock.ticks_diff(now_us, begun_us) >= for_ms * 1000:
            break
        clock.sleep_ms(20)
    return {"period_ns": chip.period_ns, "count": count, "us": clock.ticks_diff(now_us, begun_us), "sums": sums,
            "least": least, "most": most, "lost": chip.overrun, "bad": chip.bad_words}
told(sensor)
"""

MOTOR = """
from recoil_clip.drivers.drv2605l import DRV2605L
from recoil_clip.drivers.errors import MotorFault
motor = DRV2605L(board.i2c, clock=board.clock)
def find():
    try:
        motor.begin()
        return {"calibrated": motor.calibrated}
    except MotorFault as error:
        return {"calibrated": motor.calibrated, "error": "MotorFault", "what": str(error)}
told(find)
"""

BUZZ = """
def buzz():
    motor.play(1, 600, 100)
    board.clock.sleep_ms(900)
    return {}
told(buzz)
"""

GAUGE = """
from recoil_clip.drivers.max17048 import MAX17048
def gauge():
    own = getattr(board, "own_gauge", None)
    chip = own or MAX17048(board.i2c)
    chip.begin()
    return {"percent": chip.percent(), "millivolts": chip.millivolts(), "own": own is not None}
told(gauge)
"""
