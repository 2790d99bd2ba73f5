"""What a session is, at the start of every segment."""

from struct import pack_into

from ..compat import const
from ..spec.log import HEAD_UNITS, HEADER_BYTES, KIND_RUN, REVISION, VERSION
from .page import Page

_HAS_GYROSCOPE = const(1)
_TEXT_BYTES = const(24)
_RUNNER_BYTES = const(16)
_KIND_BYTES = const(4)  # the kind, dead axes, the gait core's revision


class Header:
    """Facts known when a session starts.

    `kind` is one of KIND_*, `dead_axes` bits of `recoil_clip.spec.validity`, `runner_id` is kept to 16 bytes.

    Args:
        period_ns: The true sample period.
        period_us: The one that the gait core was given.
        clip_id: The clip's number; kept to 24 bytes.
        firmware_version: Kept to 24 bytes.
        start_s: UTC in seconds since 1970, 0 if the clock was never set.
        gyroscope: Whether there is one.
        raw_minutes: For how long raw samples are kept: minutes, RAW_OFF or RAW_ALL.
    """

    def __init__(self, period_ns, period_us, clip_id="", firmware_version="", start_s=0, gyroscope=True, raw_minutes=0):
        self.period_ns = period_ns
        self.period_us = period_us
        self.clip_id = clip_id
        self.firmware_version = firmware_version
        self.start_s = start_s
        self.gyroscope = gyroscope
        self.raw_minutes = raw_minutes
        self.acceleration_ug = 488  # per count
        self.rotation_udps = 70000  # per count
        self.session = 0  # number, given by the store
        self.kind = KIND_RUN
        self.dead_axes = 0
        self.gait_revision = 0
        self.runner_id = ""

    def page(self):
        """Return a new `Page` that says this; its `base` is for the segment's number."""
        page = Page(HEAD_UNITS)
        pack_into(
            "<BBHIIIHHII",
            page.buffer,
            HEADER_BYTES,
            VERSION,
            REVISION,
            _HAS_GYROSCOPE if self.gyroscope else 0,
            self.session,
            self.start_s,
            self.period_ns,
            self.period_us,
            self.raw_minutes,
            self.acceleration_ug,
            self.rotation_udps,
        )
        page.used = HEADER_BYTES + 28
        self._add_text(page, self.firmware_version, _TEXT_BYTES)
        self._add_text(page, self.clip_id, _TEXT_BYTES)
        page.used = page.put(page.used, self.kind | self.dead_axes << 8 | self.gait_revision << 16, _KIND_BYTES)
        self._add_text(page, self.runner_id, _RUNNER_BYTES)
        return page

    def _add_text(self, page, text, size):
        data = text.encode()[:size]
        page.add(data)
        page.used += size - len(data)
