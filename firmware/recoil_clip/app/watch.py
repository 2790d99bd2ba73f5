"""The watchdog: armed while a session is on, fed by good samples only, so that nothing can hang for long unseen."""

from ..compat import const

_TIMEOUT_MS = const(8300)  # the RP2040 can do 8388


class Watch:
    """`arm` it with a session, `good_batch` after samples came, `disarm` when all is saved."""

    def __init__(self, watchdog):
        self.is_armed = False
        self._watchdog = watchdog

    def arm(self):
        """A session begins."""
        self._watchdog.start(_TIMEOUT_MS)
        self.is_armed = True

    def good_batch(self):
        """Samples came, or the session is being saved: all is well."""
        if self.is_armed:
            self._watchdog.feed()

    def disarm(self):
        """The session is over. The chip's own timer would go on and reset a clip that is being downloaded."""
        if self.is_armed:
            self._watchdog.stop()
            self.is_armed = False
