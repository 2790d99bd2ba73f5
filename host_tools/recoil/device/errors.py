"""What can be wrong with a clip at a cable."""

from recoil.errors import RecoilError


class DeviceError(RecoilError):
    """A clip that cannot do what it was asked."""


class NoClip(DeviceError):
    """No port to talk to, or none that was meant."""


class ClipBusy(DeviceError):
    """A clip that records: it is not interrupted unasked."""


class LinkLost(DeviceError):
    """A clip that stopped answering: unplugged, switched off, or hung."""
