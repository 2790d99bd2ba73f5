"""What is wrong with a FIT file, in words."""

from recoil.common.errors import RecoilError


class FitError(RecoilError):
    """A FIT file that cannot be read, written or merged."""
