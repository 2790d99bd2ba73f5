"""What is wrong with a session, in words."""

from recoil.common.errors import RecoilError


class SessionError(RecoilError):
    """The one error of reading: no session, nothing in it is intact, or a newer Recoil is needed; `str` says which."""
