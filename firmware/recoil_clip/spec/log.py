"""The numbers of the format: kinds of page, tags of record, sizes. `docs/session-format.md` says what they mean."""

from ..compat import const

VERSION = const(3)  # a reader refuses a larger one than it knows
REVISION = const(0)  # grows when something is added that a reader may skip

UNIT_BYTES = const(64)  # a page is a whole number of these
HEADER_BYTES = const(16)  # before a page's payload
CRC_BYTES = const(4)  # after it
MAGIC_0 = const(0x52)  # "R"
MAGIC_1 = const(0x43)  # "C"

PAGE_HEAD = const(0x48)  # "H": what session this is; the first page of every segment
PAGE_SETTINGS = const(0x53)  # "S"
PAGE_LOG = const(0x4C)  # "L"
PAGE_RAW = const(0x57)  # "W", waveform

HEAD_UNITS = const(2)
LOG_UNITS = const(24)  # more steps than any runner takes between two flushes
RAW_UNITS = const(64)  # 4 KB of raw samples in a page: 0.7 s of the hardest to compress, 3 s of running

SEGMENT_BYTES = const(65536)  # at most

# Records in a log page. A tag with the highest bit set is a step; other tags are followed by their payload's length.
STEP = const(0x80)
STEP_BYTES = const(15)
STEP_FLAGS = const(0x0F)
STEP_SPEED = const(0x10)  # in a step's tag: its speed follows
SPEED_BYTES = const(2)
EVENT = const(1)
EVENT_BYTES = const(11)
MINUTE = const(2)
MINUTE_BYTES_1 = const(44)  # in version 1
MINUTE_BYTES_2 = const(84)
MINUTE_BYTES = const(94)
MINUTE_NUMBERS = const(20)  # s16 each, behind what version 1 has
STRIDE = const(3)
STRIDE_BYTES_2 = const(20)  # in version 2
STRIDE_BYTES = const(22)
UNKNOWN = const(-32768)  # of an s16 in a minute or a stride
UNKNOWN_ANGLE = const(255)  # of an angle in a stride
WITHHELD_BYTES = const(8)  # of a minute: four bits for each of `validity`'s quantities

# Records of balance tests and core work.
TRIAL = const(0x10)
TRIAL_BYTES_2 = const(55)  # in version 2
TRIAL_BYTES = const(63)
EXERCISE = const(0x11)
EXERCISE_BYTES = const(21)

# In the head page.
KIND_RUN = const(0)
KIND_SCREEN = const(1)
KIND_CORE = const(2)
RAW_OFF = const(0)  # minutes of raw samples: none
RAW_ALL = const(0xFFFF)  # and every one
