"""What session it is: the contents of its head page."""

import struct
from dataclasses import dataclass
from datetime import UTC, datetime

from recoil_log.header import RAW_ALL
from recoil_log.layout import VERSION

from .errors import SessionError
from .pages import Page

FIELDS = struct.Struct("<BBHIIIHHII24s24s")
HAS_GYROSCOPE = 1


@dataclass(frozen=True)
class SessionHeader:
    """Facts known when the session started."""

    version: int
    revision: int
    session: int
    """Number of the session on its clip."""
    start_s: int
    """UTC, seconds since 1970; 0 if the clip's clock was never set."""
    period_ns: int
    """True sample period."""
    period_us: int
    """The one that the gait core was given: its times are exact in samples of this length."""
    gyroscope: bool
    raw_minutes: int | None
    """How many minutes of raw samples were wanted; None: all."""
    acceleration_g: float
    """Of one count."""
    rotation_dps: float
    """Of one count."""
    firmware_version: str
    clip_id: str

    @property
    def start(self) -> datetime | None:
        """When the session started; None if the clip's clock was never set."""
        return datetime.fromtimestamp(self.start_s, UTC) if self.start_s else None

    @property
    def true_time(self) -> float:
        """True time over the core's time."""
        return self.period_ns / (1000 * self.period_us)


def header_of(page: Page) -> SessionHeader | None:
    """Read a head page; None if it is too short, a `SessionError` if it is of a format that did not exist yet."""
    if page.payload and page.payload[0] > VERSION:
        raise SessionError(
            f"{page.where}: format {page.payload[0]}, this Recoil reads up to {VERSION}: install a newer one"
        )
    if len(page.payload) < FIELDS.size:
        return None
    version, revision, flags, session, start_s, period_ns, period_us, raw, ug, udps, firmware, clip = (
        FIELDS.unpack_from(page.payload)
    )
    if not period_ns or not period_us:
        return None
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
    )


def text(data: bytes) -> str:
    """Return text that was filled up with zeros."""
    return data.rstrip(b"\0").decode("utf-8", "replace")
