"""A record of what a motor did: pulses in virtual time, and the commands that started them."""


class Pulses:
    """Pulses and plays in order. Adding allocates nothing until `room` is used up, then the room doubles."""

    def __init__(self, room=1024):
        self.count = 0
        self.plays = 0
        self._starts_us = [0] * room
        self._ends_us = [0] * room
        self._plays_us = [0] * room
        self._firsts = [0] * room  # number of each play's first pulse

    def begin(self, us):
        """Note that a sequence was started."""
        if self.plays == len(self._plays_us):
            self._plays_us += self._plays_us
            self._firsts += self._firsts
        self._plays_us[self.plays] = us
        self._firsts[self.plays] = self.count
        self.plays += 1

    def add(self, start_us, end_us):
        """Add a pulse, which may lie ahead."""
        if self.count == len(self._starts_us):
            self._starts_us += self._starts_us
            self._ends_us += self._ends_us
        self._starts_us[self.count] = start_us
        self._ends_us[self.count] = end_us
        self.count += 1

    def cut(self, us):
        """Take back what lies ahead."""
        while self.count and self._starts_us[self.count - 1] >= us:
            self.count -= 1
        if self.count and self._ends_us[self.count - 1] > us:
            self._ends_us[self.count - 1] = us

    def felt(self, until_us):
        """Return the pulses that began before a moment, as [start_us, end_us]; one that still lasts ends then."""
        found = []
        for i in range(self.count):
            if self._starts_us[i] < until_us:
                found.append([self._starts_us[i], min(self._ends_us[i], until_us)])
        return found

    def sequences(self, until_us):
        """Return what was started before a moment, as [us, pulses]."""
        felt = self.felt(until_us)
        found = []
        for i in range(self.plays):
            end = self._firsts[i + 1] if i + 1 < self.plays else self.count
            if self._plays_us[i] <= until_us:
                found.append([self._plays_us[i], felt[self._firsts[i] : end]])
        return found
