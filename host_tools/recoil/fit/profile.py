"""The part of the FIT profile that Recoil writes: message and field numbers, base types, scales.

Facts of the FIT protocol and of profile 21; the tests compare every line with Garmin's own.
"""

import struct
from typing import NamedTuple

EPOCH_S = 631_065_600  # 1989-12-31 00:00 UTC, where FIT's seconds begin
PROFILE_VERSION = 21_218
PROTOCOL_VERSION = 0x20  # 2.0: developer fields


class BaseType(NamedTuple):
    """How a number is stored: its code in definitions, its `struct` format, and what stands for a missing one."""

    code: int
    format: str
    invalid: int

    @property
    def size(self) -> int:
        """How many bytes a value of this type takes."""
        return struct.calcsize("<" + self.format)


ENUM = BaseType(0x00, "B", 0xFF)
UINT8 = BaseType(0x02, "B", 0xFF)
SINT16 = BaseType(0x83, "h", 0x7FFF)
UINT16 = BaseType(0x84, "H", 0xFFFF)
SINT32 = BaseType(0x85, "i", 0x7FFFFFFF)
UINT32 = BaseType(0x86, "I", 0xFFFFFFFF)
STRING = BaseType(0x07, "s", 0)
FLOAT32 = BaseType(0x88, "f", 0xFFFFFFFF)
UINT32Z = BaseType(0x8C, "I", 0)
BYTE = BaseType(0x0D, "s", 0xFF)


class Field(NamedTuple):
    """A field's number, base type and how many steps of it make one unit."""

    number: int
    base: BaseType
    scale: int = 1


class Message(NamedTuple):
    """A message's number and its fields by name, in the order in which they are written."""

    number: int
    fields: dict[str, Field]


TIMESTAMP = Field(253, UINT32)
INDEX = Field(254, UINT16)

FILE_ID = Message(
    0,
    {
        "type": Field(0, ENUM),
        "manufacturer": Field(1, UINT16),
        "product": Field(2, UINT16),
        "serial_number": Field(3, UINT32Z),
        "time_created": Field(4, UINT32),
        "product_name": Field(8, STRING),
    },
)
FILE_CREATOR = Message(49, {"software_version": Field(0, UINT16)})
EVENT = Message(
    21, {"timestamp": TIMESTAMP, "event": Field(0, ENUM), "event_type": Field(1, ENUM), "event_group": Field(4, UINT8)}
)
DEVICE_INFO = Message(
    23,
    {
        "timestamp": TIMESTAMP,
        "device_index": Field(0, UINT8),
        "manufacturer": Field(2, UINT16),
        "serial_number": Field(3, UINT32Z),
        "product": Field(4, UINT16),
        "software_version": Field(5, UINT16, 100),
        "battery_voltage": Field(10, UINT16, 256),
        "sensor_position": Field(18, ENUM),
        "source_type": Field(25, ENUM),
        "product_name": Field(27, STRING),
        "battery_level": Field(32, UINT8),
    },
)
RECORD = Message(
    20,
    {
        "timestamp": TIMESTAMP,
        "cadence": Field(4, UINT8),
        "fractional_cadence": Field(53, UINT8, 128),
        "vertical_oscillation": Field(39, UINT16, 10),
        "stance_time_percent": Field(40, UINT16, 100),
        "stance_time": Field(41, UINT16, 10),
        "stance_time_balance": Field(84, UINT16, 100),
        "vertical_ratio": Field(83, UINT16, 100),
        "step_length": Field(85, UINT16, 10),
        "distance": Field(5, UINT32, 100),
        "enhanced_speed": Field(73, UINT32, 1000),
    },
)


def _summary(cadence: int, dynamics: int, balance: int, fractions: int, speed: int) -> dict[str, Field]:
    """Return what laps and sessions have in common, under the numbers that each has for it."""
    return {
        "message_index": INDEX,
        "timestamp": TIMESTAMP,
        "event": Field(0, ENUM),
        "event_type": Field(1, ENUM),
        "start_time": Field(2, UINT32),
        "total_elapsed_time": Field(7, UINT32, 1000),
        "total_timer_time": Field(8, UINT32, 1000),
        "total_cycles": Field(10, UINT32),
        "total_fractional_cycles": Field(fractions + 2, UINT8, 128),
        "avg_cadence": Field(cadence, UINT8),
        "avg_fractional_cadence": Field(fractions, UINT8, 128),
        "avg_vertical_oscillation": Field(dynamics, UINT16, 10),
        "avg_stance_time_percent": Field(dynamics + 1, UINT16, 100),
        "avg_stance_time": Field(dynamics + 2, UINT16, 10),
        "avg_vertical_ratio": Field(balance - 1, UINT16, 100),
        "avg_stance_time_balance": Field(balance, UINT16, 100),
        "avg_step_length": Field(balance + 1, UINT16, 10),
        "total_distance": Field(9, UINT32, 100),
        "enhanced_avg_speed": Field(speed, UINT32, 1000),
    }


LAP = Message(
    19,
    {
        **_summary(17, 77, 119, 80, 110),
        "lap_trigger": Field(24, ENUM),
        "sport": Field(25, ENUM),
        "sub_sport": Field(39, ENUM),
    },
)
SESSION = Message(
    18,
    {
        **_summary(18, 89, 133, 92, 124),
        "sport": Field(5, ENUM),
        "sub_sport": Field(6, ENUM),
        "first_lap_index": Field(25, UINT16),
        "num_laps": Field(26, UINT16),
        "trigger": Field(28, ENUM),
    },
)
ACTIVITY = Message(
    34,
    {
        "timestamp": TIMESTAMP,
        "total_timer_time": Field(0, UINT32, 1000),
        "num_sessions": Field(1, UINT16),
        "type": Field(2, ENUM),
        "event": Field(3, ENUM),
        "event_type": Field(4, ENUM),
        "local_timestamp": Field(5, UINT32),
    },
)
DEVELOPER_DATA_ID = Message(
    207,
    {
        "application_id": Field(1, BYTE),
        "developer_data_index": Field(3, UINT8),
        "application_version": Field(4, UINT32),
    },
)
FIELD_DESCRIPTION = Message(
    206,
    {
        "developer_data_index": Field(0, UINT8),
        "field_definition_number": Field(1, UINT8),
        "fit_base_type_id": Field(2, UINT8),
        "field_name": Field(3, STRING),
        "units": Field(8, STRING),
    },
)
MESSAGES = {
    "file_id": FILE_ID,
    "file_creator": FILE_CREATOR,
    "event": EVENT,
    "device_info": DEVICE_INFO,
    "record": RECORD,
    "lap": LAP,
    "session": SESSION,
    "activity": ACTIVITY,
    "developer_data_id": DEVELOPER_DATA_ID,
    "field_description": FIELD_DESCRIPTION,
}
