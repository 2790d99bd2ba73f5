"""Virtual time with alarms, and the interruption of a program."""

from ..models.clock import Clock

NEVER = 1 << 61
_WRAP = 0x3FFFFFFF


class ClipClock(Clock):
    """Rings `alarms` (objects with `due_us` and `ring()`) when their time comes; `plan` has to know of an earlier one.

    `interrupt` ends what the program waits for; it is raised in the program by the next `deliver`, with which every
    call of a stand-in module ends. Once `dead`, time stands still and every `deliver` raises, until `revive`.
    `schedule` has `deliver` call a function; `timers` are the program's own alarms, which end with it.
    `tick_us` is what a look at the clock costs. `pace`, if any, passes the time of sleeps.
    """

    def __init__(self, start_us=0, tick_us=2, first_ticks_us=0):
        super().__init__(start_us)
        self.alarms = []
        self.timers = []
        self.tick_us = tick_us
        self.pace = None
        self.dead = False
        self._first_ticks_us = first_ticks_us
        self._booted_us = start_us
        self._next_us = NEVER
        self._pending = None
        self._scheduled = []
        self._waits = False  # the program sleeps: what is scheduled wakes it

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
            if self._pending is not None or (self._waits and self._scheduled):
                return
        if end_us > self._now_us:
            self._now_us = end_us

    def look(self):
        """Pay for a look at the clock."""
        self.advance_us(self.tick_us)
        if self.pace is not None:
            self.pace.look()
        if self._pending is not None or self._scheduled:
            self.deliver()

    def wait_us(self, us):
        """Sleep in a program."""
        end_us = self._now_us + us
        while True:
            self._waits = True
            if self.pace is not None:
                self.pace.pass_us(end_us - self._now_us)
            else:
                self.advance_us(end_us - self._now_us)
            self._waits = False
            if self._pending is not None or not self._scheduled:
                break
            self.deliver()
        self.deliver()

    def schedule(self, call, argument):
        """Have a function called between two steps of the program."""
        self._scheduled.append((call, argument))

    def interrupt(self, error):
        """Have an exception raised in the program."""
        if not self.dead:
            self._pending = error

    def kill(self, reset):
        """Stop the program for good."""
        self.interrupt(reset)
        self.dead = True

    def interrupted(self):
        """Return True if something waits to be raised or called."""
        return self._pending is not None or len(self._scheduled) > 0

    def deliver(self):
        """Raise what waits to be raised, call what was scheduled."""
        pending = self._pending
        if pending is None:
            while self._scheduled:
                call, argument = self._scheduled.pop(0)
                try:
                    call(argument)
                except Exception as error:  # as on a board, where the program goes on
                    print("Unhandled exception in callback: " + repr(error))
            return
        if not self.dead:
            self._pending = None
        raise pending

    def revive(self):
        """Let time pass and programs run again; the timers of the one before are gone."""
        self.dead = False
        self._waits = False
        self._pending = None
        self._scheduled = []
        for timer in self.timers:
            self.alarms.remove(timer)
        self.timers = []
        self.plan()

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
