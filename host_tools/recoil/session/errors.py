"""What is wrong with a session, in words."""

from recoil.errors import RecoilError


class SessionError(RecoilError):
    """A folder or file that is no session, or one in which nothing is intact."""
