"""What session it is: the contents of its head page."""

import struct
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from recoil.common.errors import one_line
from recoil_clip.spec.log import RAW_ALL, VERSION

from .errors import SessionError
from .pages import Page

FIELDS = struct.Struct("<BBHIIIHHII24s24s")
KIND_AT = 76  # behind the fields; format 1 ends there
LATE_FIELDS = struct.Struct("<BH16s")  # behind the kind: dead axes, revision of the gait core, runner; from format 3 on
HAS_GYROSCOPE = 1
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LEAST_TRUE_TIME, MOST_TRUE_TIME = 0.5, 2.0  # the chip's clock is off by 20 % at most; anything beyond was made up


@dataclass(frozen=True)
class SessionHeader:
    """Facts known when the session started."""

    version: int
    """Of the format; 1 to 3."""
    revision: int
    """Of the format: more than this Recoil knows means additions that it passes over."""
    session: int
    """Number of the session on its clip."""
    start_s: int
    """UTC, seconds since 1970; 0 if the clip's clock was never set."""
    period_ns: int
    """True sample period."""
    period_us: int
    """The one that the gait core was given: its times are exact in samples of this length."""
    gyroscope: bool
    """Whether the sensor has one; without, the last three columns of raw samples are 0."""
    raw_minutes: int | None
    """How many minutes of raw samples were wanted; None: all."""
    acceleration_g: float
    """Of one count of a raw sample."""
    rotation_dps: float
    """Of one count of a raw sample."""
    firmware_version: str
    clip_id: str
    kind: int = 0
    """Of session: 0 a run, 1 a screen, 2 core work."""
    dead_axes: int = 0
    """Axes of the sensor that could not be believed when the session started: bits of `recoil_clip.spec.validity`."""
    gait_revision: int = 0
    """Of the gait core that measured it; 0 is not known, as in formats 1 and 2."""
    runner_id: str = ""
    """Who wore the clip; empty if the clip was not told, as in formats 1 and 2."""

    @property
    def start(self) -> datetime | None:
        """When the session started; None if the clip's clock was never set."""
        return EPOCH + timedelta(seconds=self.start_s) if self.start_s else None

    @property
    def true_time(self) -> float:
        """True time over the core's time."""
        return self.period_ns / (1000 * self.period_us)


def header_of(page: Page) -> SessionHeader | None:
    """Read a head page; None if it makes no sense, a `SessionError` if it is of a format that did not exist yet."""
    if page.payload and page.payload[0] > VERSION:
        raise SessionError(
            f"{page.where}: newer firmware wrote this (format {page.payload[0]}, this Recoil reads up to {VERSION}): "
            "install a newer Recoil"
        )
    if len(page.payload) < FIELDS.size:
        return None
    version, revision, flags, session, start_s, period_ns, period_us, raw, ug, udps, firmware, clip = (
        FIELDS.unpack_from(page.payload)
    )
    if not version or not period_us or not LEAST_TRUE_TIME <= period_ns / (1000 * period_us) <= MOST_TRUE_TIME:
        return None
    late = page.payload[KIND_AT + 1 :] if version > 2 else b""
    dead_axes, gait_revision, runner = LATE_FIELDS.unpack_from(late.ljust(LATE_FIELDS.size, b"\0"))
    return SessionHeader(
        version=version,
        revision=revision,
        session=session,
        start_s=start_s,
        period_ns=period_ns,
        period_us=period_us,
        gyroscope=bool(flags & HAS_GYROSCOPE),
        raw_minutes=None if raw == RAW_ALL else raw,
        acceleration_g=ug / 1e6,
        rotation_dps=udps / 1e6,
        firmware_version=text(firmware),
        clip_id=text(clip),
        kind=page.payload[KIND_AT] if len(page.payload) > KIND_AT and version > 1 else 0,
        dead_axes=dead_axes,
        gait_revision=gait_revision,
        runner_id=text(runner),
    )


def text(data: bytes) -> str:
    """Return text that was filled up with zeros, fit to be printed."""
    return one_line(data.rstrip(b"\0").decode("utf-8", "replace"))
