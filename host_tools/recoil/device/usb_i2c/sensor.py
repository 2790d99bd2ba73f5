"""An LSM6DSOX set up by Adafruit's driver, its samples read in one transfer each together with its data-ready bits."""

import os
import struct
from typing import Any, NamedTuple

from recoil.common.errors import RecoilError, one_line
from recoil.device.usb_i2c import adapter
from recoil.recording.reading import ACC_G_PER_COUNT, GYR_DPS_PER_COUNT

RATES = {104: "RATE_104_HZ", 208: "RATE_208_HZ", 416: "RATE_416_HZ"}
ADDRESSES = (0x6A, 0x6B)
_STATUS = 0x1E  # then a reserved byte, the temperature, gyroscope x y z, accelerometer x y z
_FREQUENCY_FINE = 0x63
_BOTH_READY = 0x03  # accelerometer and gyroscope have a sample that was not read
_LAYOUT = struct.Struct("<B3x6h")
_TRIES = 3


class SensorSilentError(RecoilError):
    """The sensor, or what is between, does not answer any more."""


class Sample(NamedTuple):
    """Specific force in g and rotation rates in degrees/s, in the chip's axes."""

    acc_g: tuple[float, float, float]
    gyr_dps: tuple[float, float, float]


class DeskSensor:
    """+-16 g, +-2000 degrees/s. The driver reads accelerometer and gyroscope in two transfers, this in one."""

    def __init__(self, bus: Any, address: int = ADDRESSES[0], rate_hz: int = 208) -> None:
        make, package = adapter.sensor_class(), adapter.driver()
        try:
            self.driver = make(bus, address)
            self.driver.accelerometer_range = package.AccelRange.RANGE_16G
            self.driver.gyro_range = package.GyroRange.RANGE_2000_DPS
            rate = getattr(package.Rate, RATES[rate_hz])
            self.driver.accelerometer_data_rate = rate
            self.driver.gyro_data_rate = rate
        except (OSError, ValueError, RuntimeError) as error:
            other = next(found for found in ADDRESSES if found != address)
            raise RecoilError(
                f"no LSM6DSOX at address {address:#x} ({reason(error)})",
                f"Check its cable; a breakout with its address changed is at --address {other:#x}.",
            ) from None
        self._register = bytes((_STATUS,))
        self._buffer = bytearray(_LAYOUT.size)
        # True rate: 6667 Hz x (1 + 0.0015 x FREQ_FINE) / 64, 32 or 16 (AN5272).
        fine = int.from_bytes(self._get(_FREQUENCY_FINE), signed=True)
        self.period_s = (64 * 104 // rate_hz) / (6667 * (1 + 0.0015 * fine))

    def read(self) -> Sample | None:
        """Return the sample that was not read before, None if there is none yet; a `SensorSilentError`."""
        self._fetch(self._register, self._buffer)
        status, *counts = _LAYOUT.unpack(self._buffer)
        if status & _BOTH_READY != _BOTH_READY:
            return None
        gx, gy, gz, ax, ay, az = counts
        acc, gyr = ACC_G_PER_COUNT, GYR_DPS_PER_COUNT
        return Sample((ax * acc, ay * acc, az * acc), (gx * gyr, gy * gyr, gz * gyr))

    def _get(self, register: int) -> bytes:
        """Return one register."""
        buffer = bytearray(1)
        self._fetch(bytes((register,)), buffer)
        return bytes(buffer)

    def _fetch(self, register: bytes, buffer: bytearray) -> None:
        for left in range(_TRIES - 1, -1, -1):
            try:
                with self.driver.i2c_device as device:
                    device.write_then_readinto(register, buffer)
                return
            except Exception as error:  # adapters raise OSError, RuntimeError and errors of their own
                if not left:
                    raise SensorSilentError(reason(error)) from None


def reason(error: Exception) -> str:
    """Return what an error of an adapter's library says; some have nothing but a number."""
    number = error.args[0] if isinstance(error, OSError) and error.args else None
    text = os.strerror(number) if isinstance(number, int) else error
    return one_line(text, 80) or type(error).__name__
