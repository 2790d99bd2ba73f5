"""Running time: the sum of step times, so that standing at a light does not count."""


class Running:
    """`total_ms` of the session, `stretch_ms` since running last began (0: not running)."""

    def __init__(self):
        self.total_ms = 0
        self.stretch_ms = 0
        self._rest_us = 0

    def add(self, step_us):
        """Count a step; what is no length of a step counts as the nearest that is."""
        us = self._rest_us + max(min(step_us, 1000000), 1000)
        ms = us // 1000
        self._rest_us = us - ms * 1000
        self.total_ms += ms
        self.stretch_ms += ms

    def stop(self):
        """Note that running has ended."""
        self.stretch_ms = 0
        self._rest_us = 0
