"""What a watch hears over Bluetooth: steps a minute, as a foot pod tells them. Loaded only where it is asked for.

Services of the Bluetooth SIG: Running Speed and Cadence (RSCS 1.0), Battery (BAS 1.0), Device Information (DIS 1.1),
on MicroPython's `bluetooth`. Nothing can be written, nothing is paired, nobody is known.
"""

import bluetooth  # pyright: ignore[reportMissingImports]

from ..compat import const
from .app import App
from .version import VERSION

_CONNECTED = const(1)  # events of `bluetooth`
_DISCONNECTED = const(2)
_READ = const(2)
_TELLS = const(16)  # a watch may ask to be notified
_MOST = const(3)  # watches at a time
_EVERY_MS = const(1000)  # RSCS 3.1.1: about once a second
_ADVERTISE_US = const(250000)
_ON_HIP = const(3)  # Sensor Location
_STATUS = const(4)  # of feature and measurement: walking or running is told
_LONGEST_NAME = const(29)  # bytes, of 31 in the answer to a scan


class Radio:
    """`beat` at every poll. Without a session, or while nobody runs, it says 0."""

    def __init__(self, board, settings):
        pace = settings.wearer_pace_s_per_km
        self._speed = 256000 // pace if pace else 0  # in 1/256 m/s; nobody has measured it
        self._permille = settings.wearer_speed_permille or 0  # makes measured speed this runner's
        self._clock = board.clock
        self._told_ms = board.clock.ticks_ms()
        self._level = -2
        self._message = bytearray(4)
        self._battery = bytearray(1)
        self.watches = 0
        self.is_calling = False  # advertising
        self._name = _named(settings.clip_name)
        self._ble = ble = bluetooth.BLE()
        ble.active(True)
        ble.irq(self._event)
        uuid = bluetooth.UUID
        tells = (uuid(0x2A53), _READ | _TELLS)
        running = (uuid(0x1814), (tells, (uuid(0x2A54), _READ), (uuid(0x2A5D), _READ)))
        battery = (uuid(0x180F), ((uuid(0x2A19), _READ | _TELLS),))
        device = (uuid(0x180A), ((uuid(0x2A29), _READ), (uuid(0x2A26), _READ), (uuid(0x2A25), _READ)))
        found = ble.gatts_register_services((running, battery, device))
        self._measurement, feature, location = found[0]
        self._charge = found[1][0]
        ble.gatts_write(self._measurement, self._message)
        ble.gatts_write(feature, b"\x04\x00")
        ble.gatts_write(location, b"\x03")
        maker, version, number = found[2]
        ble.gatts_write(maker, "Recoil")
        ble.gatts_write(version, VERSION)
        ble.gatts_write(number, board.clip_id())

    def beat(self, now_ms, session, percent, is_about):
        """Tell what is due; `is_about`: the clip is awake, and a watch may find it."""
        if is_about != self.is_calling:
            self._call(is_about)
        if percent != self._level:
            self._level = percent
            self._battery[0] = max(percent, 0)
            self._ble.gatts_write(self._charge, self._battery, True)
        if not self.watches or self._clock.ticks_diff(now_ms, self._told_ms) < _EVERY_MS:
            return
        self._told_ms = now_ms
        message = self._message
        cadence = 0
        if session is not None and session.gait.is_running():
            cadence = min((session.gait.totals.cadence_cspm + 50) // 100, 255)
        speed = self._speed if cadence else 0
        if cadence and self._permille and session.tally.speed_mm_s:
            speed = session.tally.speed_mm_s * self._permille // 1000 * 32 // 125
        message[0] = _STATUS if cadence else 0
        message[1] = speed & 255
        message[2] = speed >> 8
        message[3] = cadence
        self._ble.gatts_write(self._measurement, message, True)

    def end(self):
        """Switch the radio off."""
        self._ble.active(False)

    def _call(self, is_about):
        """Let watches find the clip, or not."""
        self.is_calling = is_about
        if is_about and self.watches < _MOST:
            # Flags: low energy only, to be found by anybody; services; appearance: a sensor on the hip.
            self._ble.gap_advertise(
                _ADVERTISE_US, b"\x02\x01\x06\x03\x03\x14\x18\x03\x19\x43\x04", resp_data=self._name
            )
        elif not is_about:
            self._ble.gap_advertise(None)

    def _event(self, event, data):
        if event == _CONNECTED:
            self.watches += 1
        elif event == _DISCONNECTED:
            self.watches = max(self.watches - 1, 0)
        else:
            return
        self.is_calling = False  # a connection ends it; the next beat begins it again


def _named(name):
    """Return a name as the answer to a scan has it: complete (9), or cut (8) between two characters."""
    data = name.encode()
    kind = 9
    while len(data) > _LONGEST_NAME:
        kind = 8
        name = name[:-1]
        data = name.encode()
    return bytes((len(data) + 1, kind)) + data


class RadioApp(App):
    """The clip with a radio. One that does not work is left alone."""

    def __init__(self, board, root="", settings=None):
        super().__init__(board, root, settings)
        self._radio = None
        try:
            self._radio = Radio(board, self.equipment.settings)
        except OSError as error:
            print("Recoil: radio: " + repr(error))

    def poll(self):
        """Do what is due, then tell the watch."""
        super().poll()
        radio = self._radio
        if radio is not None:
            radio.beat(self._began_ms, self.sessions.current, self._power.percent, not self._is_dozing)

    def rest(self):
        """Sleep until the next poll is due. With a watch there, the radio's processor is not left alone for long."""
        if self._is_dozing and self._radio is not None and self._radio.watches:
            self._moved_ms = self._began_ms
        super().rest()

    def shut(self):
        """Close what is open and leave the clip alone."""
        if self._radio is not None:
            self._radio.end()
        super().shut()
