"""What can be wrong with a clip at a cable."""

from serial import SerialException

from recoil.common.errors import RecoilError

try:
    from termios import error as _TerminalError  # no OSError; what pyserial lets through when a port goes away
except ImportError:
    _TerminalError = OSError

LINE_ERRORS = (OSError, SerialException, _TerminalError)


class DeviceError(RecoilError):
    """A clip that cannot do what it was asked."""


class NoClipError(DeviceError):
    """No port to talk to, or none that was meant."""


class ClipBusyError(DeviceError):
    """A clip that records: it is not interrupted unasked."""


class LinkLostError(DeviceError):
    """A clip that stopped answering: unplugged, switched off, or hung."""
