"""What a check found."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from recoil.common.errors import RecoilError, one_line
from recoil.device.errors import LinkLostError


class Outcome(StrEnum):
    """How one check of the doctor ended."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"
    SKIPPED = "skipped"


@dataclass(frozen=True)
class Finding:
    """`seen` is what the check saw, `advice` what to do about it, line by line."""

    name: str
    outcome: Outcome
    seen: str
    advice: tuple[str, ...] = ()


def ok(name: str, seen: str) -> Finding:
    """Return a finding that all is well."""
    return Finding(name, Outcome.OK, seen)


def warn(name: str, seen: str, *advice: str) -> Finding:
    """It works, but the user should know."""
    return Finding(name, Outcome.WARN, seen, advice)


def fail(name: str, seen: str, *advice: str) -> Finding:
    """Return a finding that something does not work."""
    return Finding(name, Outcome.FAIL, seen, advice)


def skipped(name: str, why: str, *advice: str) -> Finding:
    """It was not looked at."""
    return Finding(name, Outcome.SKIPPED, why, advice)


def checked(name: str, check: Callable[[], Finding]) -> Iterator[Finding]:
    """Yield what a check finds; one that cannot be made is a failure of what it looks at. A lost clip ends them all."""
    try:
        yield check()
    except LinkLostError:
        raise
    except RecoilError as error:
        yield failed(name, error)


def failed(name: str, error: RecoilError) -> Finding:
    """Return an error as a finding, without the advice to call the doctor."""
    return fail(name, one_line(error), *(line for line in error.advice if "recoil doctor" not in line))
