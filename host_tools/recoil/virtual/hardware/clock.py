"""Virtual time with alarms, and the interruption of a program."""

from ..models.clock import Clock

NEVER = 1 << 61
_WRAP = 0x3FFFFFFF


class ClipClock(Clock):
    """Rings `alarms` (objects with `due_us` and `ring()`) when their time comes; `plan` has to know of an earlier one.

    `interrupt` ends what the program waits for; it is raised in the program by the next `deliver`, with which every
    call of a stand-in module ends. Once `dead`, time stands still and every `deliver` raises, until `revive`.
    `tick_us` is what a look at the clock costs. `pace`, if any, passes the time of sleeps.
    """

    def __init__(self, start_us=0, tick_us=2, first_ticks_us=0):
        super().__init__(start_us)
        self.alarms = []
        self.tick_us = tick_us
        self.pace = None
        self.dead = False
        self._first_ticks_us = first_ticks_us
        self._booted_us = start_us
        self._next_us = NEVER
        self._pending = None

    def plan(self):
        """Find out when the next alarm is due."""
        due_us = NEVER
        for alarm in self.alarms:
            if alarm.due_us < due_us:
                due_us = alarm.due_us
        self._next_us = due_us

    def advance_us(self, us):
        """Let time pass, up to an interruption."""
        if self.dead:
            return
        end_us = self._now_us + us
        while self._next_us <= end_us:
            if self._next_us > self._now_us:
                self._now_us = self._next_us
            for alarm in self.alarms:
                if alarm.due_us <= self._now_us:
                    alarm.ring()
            self.plan()
            if self._pending is not None:
                return
        if end_us > self._now_us:
            self._now_us = end_us

    def look(self):
        """Pay for a look at the clock."""
        self.advance_us(self.tick_us)
        if self.pace is not None:
            self.pace.look()
        if self._pending is not None:
            self.deliver()

    def wait_us(self, us):
        """Sleep in a program."""
        if self.pace is not None:
            self.pace.pass_us(us)
        else:
            self.advance_us(us)
        self.deliver()

    def interrupt(self, error):
        """Have an exception raised in the program."""
        if not self.dead:
            self._pending = error

    def kill(self, reset):
        """Stop the program for good."""
        self.interrupt(reset)
        self.dead = True

    def interrupted(self):
        """Return True if something waits to be raised."""
        return self._pending is not None

    def deliver(self):
        """Raise what waits to be raised."""
        pending = self._pending
        if pending is None:
            return
        if not self.dead:
            self._pending = None
        raise pending

    def revive(self):
        """Let time pass and programs run again."""
        self.dead = False
        self._pending = None

    def restart(self):
        """Begin counting ticks anew, as a hard reset does."""
        self._booted_us = self._now_us

    def up_us(self):
        """Return the time since the last hard reset."""
        return self._now_us - self._booted_us + self._first_ticks_us

    def ticks_us(self):
        """Return microseconds that wrap after 2^30, as on the RP2040."""
        return self.up_us() & _WRAP

    def ticks_ms(self):
        """Return milliseconds that wrap after 2^30."""
        return self.up_us() // 1000 & _WRAP
