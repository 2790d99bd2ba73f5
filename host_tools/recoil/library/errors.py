"""What is wrong with the library, in words."""

from recoil.common.errors import RecoilError


class LibraryError(RecoilError):
    """A library, or a session in it, that is not there or not as it must be."""
