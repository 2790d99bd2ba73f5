"""The time of day: UTC, as the host set it; the clip has no zone and no battery for its clock."""

_FIRST_YEAR = 2024  # without being set, the RP2040's clock begins with 2021


def utc_s(time):
    """Return seconds since 1970, 0 if the clock was never set."""
    if time.gmtime()[0] < _FIRST_YEAR:
        return 0
    return int(time.time())
