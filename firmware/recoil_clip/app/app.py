"""The clip: its states, and the loop that polls the sensor 25 times a second, or naps while nothing moves."""

from ..compat import const
from ..spec import faults as named
from ..spec.events import (
    START_AFTER_FAULT,
    START_BY_BUTTON,
    START_BY_RUNNING,
    STOP_BATTERY,
    STOP_BUTTON,
    STOP_DONE,
    STOP_FAULT,
    STOP_HOST,
    STOP_IDLE,
)
from ..spec.files import FAULTS
from . import cueing, led
from .button import DOUBLE, LONG, SHORT, Button, PressCount
from .equipment import Equipment
from .faults import Faults
from .in_place import use_flash
from .motion import BURST, AutoStart
from .sensing import Sensing
from .sessions import Sessions
from .state import BOOT, FAULT, PAUSED, READY, RECORDING, SAVING, SCREEN, USB
from .talk import Talk

POLL_MS = const(40)
_CLOSE_POLL_MS = const(20)  # while the next step may earn a cue
_MOST_BURSTS = const(20)  # in one poll: more than the sensor's FIFO holds
_CHORES = const(6)  # polls from one look at battery, cable and faults to the next
_LOOKS = const(5)  # polls from one look at a sensor that lies still to the next
_CHECK_UP_MS = const(2000)  # so often some samples are read all the same: a sensor that fails must not go unnoticed
_CHECK_UP_BURSTS = const(2)
_NAP_MS = const(120)  # the FIFO keeps 1.2 s, and a press should not have to wait
_LONG_NAP_MS = const(240)  # while the sensor sleeps too
_FRESH_MS = const(20000)  # no nap so soon after a jolt: it may have been a plug, and a computer wants an answer
_ASLEEP_MS = const(300000)  # lying still so long, the sensor sleeps too
_DAY_MS = const(86400000)
_TIMEOUT_MS = const(8300)  # of the watchdog; the RP2040 can do 8388
_ASKING = const(3)  # short presses in a run that ask for cues
_CHOOSING = const(2)  # outside of one: the next runner
_SCREENING = const(3)
_CORE = const(4)
_LANGUAGE = const(5)  # all that can be felt, one after the other
_LAST_WORDS_MS = const(2500)  # from the battery's cue to the end
_RESUMES_MS = const(600000)  # for so long a session waits for its sensor


class Watch:
    """The watchdog: armed while a session is on, fed by good samples only, so that nothing hangs for long unseen.

    `arm` it with a session, `good_batch` after samples came, `disarm` when all is saved.
    """

    def __init__(self, watchdog):
        self.is_armed = False
        self._watchdog = watchdog

    def arm(self):
        """Have the clip start again if the app hangs from now on: a session begins."""
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


class App:
    """Made, it has booted; `run` it, and `shut` it in the end. `state` is one of `state.py`."""

    def __init__(self, board, root="", settings=None):
        clock = board.clock
        self.board = board
        self.state = BOOT
        self.faults = faults = Faults(root + FAULTS)
        self.watch = Watch(board.watchdog)
        self._led = led.Led(board)
        self._led.show(led.BOOT)
        self._led.update(clock.ticks_ms())
        if board.watchdog.fired():
            faults.note(named.RESTARTED, "it was recording; that session has no end", board.utc_s())
        # First what is large: loading the settings leaves holes in the heap.
        self.sensing = Sensing(board, faults)
        self.equipment = equipment = Equipment(board, root, faults, settings)
        self._talk = Talk(board, root, equipment, faults)
        self.sessions = Sessions(board, root, equipment, faults, self.watch, self._talk)
        self._haptics = equipment.haptics
        self._power = equipment.power
        self._button = Button(clock)
        self._press_count = PressCount(clock)
        self._clock = clock
        self._began_ms = now_ms = clock.ticks_ms()  # the poll
        self._chores = 0  # polls until they are due
        self._is_at_cable = False
        self._is_dozing = False  # ready, and nothing moves: the FIFO keeps the newest second, nobody reads it
        self._is_asleep = False  # dozing for long: there is no FIFO, the sensor only feels jolts
        self._looks = 0  # polls until the sensor is asked
        self._checked_ms = now_ms
        self._still_ms = now_ms  # since when it dozes
        self._moved_ms = now_ms
        self._was_at_cable = False
        self._starts_itself = equipment.settings.auto_start
        self._off_ms = equipment.settings.off_after_days * _DAY_MS
        self._is_ending = False  # the battery's cue was given
        self._resumes = False  # a session was cut off by the sensor, and goes on when it is back
        self._lost_ms = now_ms  # when
        self._low_ms = now_ms  # when
        self._led.dim(equipment.settings.led_brightness_pct)
        # Without a motion sensor there is nothing to do.
        is_there = self.sensing.find()
        self._auto_start = AutoStart(self.sensing.motion, True)
        self._go(READY if is_there else FAULT)
        faults.save()

    def run(self):
        """Work until Ctrl-C."""
        while True:
            self.poll()
            self.rest()

    def poll(self):
        """Do what is due. While a session records, only writing the log and answering a computer allocates."""
        now_ms = self._clock.ticks_ms()
        self._began_ms = now_ms
        is_pressed = self.board.is_pressed()
        if is_pressed or not self._button.is_idle:
            self._look_at_button(is_pressed, now_ms)
        if self.state != FAULT:
            self._sense(now_ms)
        elif self.sensing.search(now_ms):
            self._get_ready(True)
            if self._resumes and self._clock.ticks_diff(now_ms, self._lost_ms) < _RESUMES_MS:
                self._start(START_AFTER_FAULT)
            self._resumes = False
        session = self.sessions.current
        if session is not None:
            session.beat(now_ms)
        if self._chores:
            self._chores -= 1
        else:
            self._chores = _CHORES - 1
            self._do_chores(now_ms)
        if self._clock.ticks_diff(now_ms, self._led.looked_ms) >= self._led.lasts_ms:
            self._led.update(now_ms)
        if self._is_at_cable:
            self._talk_at_cable(now_ms)

    def rest(self):
        """Sleep until the next poll is due; the metronome ticks at its own moments."""
        if self._is_dozing and self._may_nap():
            return
        clock = self._clock
        session = self.sessions.current
        poll_ms = _CLOSE_POLL_MS if session is not None and session.is_close else POLL_MS
        passed_ms = clock.ticks_diff(clock.ticks_ms(), self._began_ms)
        while passed_ms < poll_ms:
            due_ms = poll_ms if session is None else max(session.tick_due_ms(), passed_ms)
            if session is None or due_ms >= poll_ms:
                clock.sleep_ms(poll_ms - passed_ms)
                return
            clock.sleep_ms(due_ms - passed_ms)
            session.tick(due_ms)
            passed_ms = clock.ticks_diff(clock.ticks_ms(), self._began_ms)

    def shut(self):
        """Close what is open and leave the clip alone, for whoever pressed Ctrl-C. Can be called again."""
        self.board.hold_ctrl_c()
        self._talk.fall_silent()
        self.sessions.end(STOP_HOST)
        self._haptics.stop()
        self.watch.disarm()
        self.faults.save()
        self._led.show(led.OFF)
        self._led.update(self.board.clock.ticks_ms())
        self.board.release_ctrl_c()

    def fail(self, error):
        """Save what an error in the app itself has left; if it was recording, the watchdog restarts the clip."""
        was_armed = self.watch.is_armed
        self.faults.note(named.APP_ERROR, repr(error), self.board.utc_s())
        self.shut()
        if was_armed:
            self.watch.arm()

    def _go(self, state):
        self.state = state
        self._show(self.board.clock.ticks_ms())

    def _show(self, now_ms):
        """Let the light say what the state is."""
        self._led.show(led.LOW if self.state == READY and self._power.is_low else led.BY_STATE[self.state])
        self._led.warn(0 if self.state == FAULT else self.faults.blinks())
        self._led.update(now_ms)

    def _get_ready(self, is_armed):
        """Wait for the next session; if not armed, only after the running that goes on has ended."""
        self._is_dozing = False
        self._is_ending = False
        self._auto_start = AutoStart(self.sensing.motion, is_armed)
        self._go(READY)

    def _look_at_button(self, is_pressed, now_ms):
        was_stuck = self._button.is_stuck
        pressed = self._button.poll(is_pressed, now_ms)
        if self._button.is_stuck != was_stuck:
            if was_stuck:
                self.faults.clear(named.BUTTON_STUCK)
            else:
                self.faults.note(named.BUTTON_STUCK, "held for 20 s", self.board.utc_s())
        if pressed:
            self._press(pressed, now_ms)

    def _sense(self, now_ms):
        """Take what the FIFO holds."""
        if self._is_dozing and not self._wakes(now_ms):
            return
        n = self._take_burst(now_ms)
        bursts = _MOST_BURSTS
        while n == BURST and bursts:
            n = self._take_burst(now_ms)
            bursts -= 1
        if n < 0:
            self._look_at_sensor(now_ms)
        else:
            self.watch.good_batch()

    def _may_nap(self):
        """Sleep for a poll or three with the processor's clocks off, if nobody is about. Returns False if not."""
        now_ms = self._began_ms
        if self._is_at_cable or not self._button.is_idle or self._press_count.counted:
            return False
        if self._clock.ticks_diff(now_ms, self._moved_ms) < _FRESH_MS:
            return False
        self._looks = 0
        dark_ms = self._led.lasts_ms - self._clock.ticks_diff(now_ms, self._led.looked_ms)
        self.board.nap(max(min(dark_ms, _LONG_NAP_MS if self._is_asleep else _NAP_MS), 2))
        return True

    def _wakes(self, now_ms):
        """While nothing moves, look now and then. Returns True when something has moved: a second of it is kept."""
        if self._looks:
            self._looks -= 1
            return False
        self._looks = _LOOKS - 1
        if self.state == READY:
            if self.sensing.has_moved():
                self._moved_ms = self._still_ms = now_ms
            if not (self._starts_itself and self._moved_ms == now_ms) and self._is_well(now_ms):
                return False
        self._rise(now_ms)
        self._auto_start = AutoStart(self.sensing.motion, True)
        return True

    def _is_well(self, now_ms):
        """Every two seconds see how long all has been still, and what that means. Returns False if the sensor fails."""
        if self._clock.ticks_diff(now_ms, self._checked_ms) < _CHECK_UP_MS:
            return True
        self._checked_ms = now_ms
        still_ms = self._clock.ticks_diff(now_ms, self._still_ms)
        if self._is_asleep:
            if self._off_ms and still_ms >= self._off_ms:
                from .off import sleep

                sleep(self.board, self.equipment, self.sensing)
            return self.sensing.is_dozing()
        if still_ms < _ASLEEP_MS:
            return self._check_up(now_ms, _CHECK_UP_BURSTS)
        if self._was_at_cable:
            self.board.restart()  # or the USB would stay on, for a computer that is gone
        self._haptics.rest()
        self._is_asleep = self.sensing.doze()
        return self._is_asleep

    def _rise(self, now_ms):
        """The FIFO is read again."""
        if self._is_asleep:
            self._is_asleep = False
            self.sensing.restart(now_ms)
        self._is_dozing = False

    def _check_up(self, now_ms, bursts):
        """Read so many bursts and throw them away. Returns False if the sensor fails."""
        n = BURST
        while n == BURST and bursts:
            n = self.sensing.read(now_ms)
            bursts -= 1
        return n >= 0

    def _stop_dozing(self):
        """A session begins with the next sample, and not with those that the FIFO has kept."""
        if self._is_dozing:
            now_ms = self._clock.ticks_ms()
            if not self._is_asleep:
                self._check_up(now_ms, _MOST_BURSTS)
            self._rise(now_ms)

    def _take_burst(self, now_ms):
        """Take a burst; return how many samples it had, -1 while the sensor fails."""
        n = self.sensing.read(now_ms)
        if n < 0:
            return n
        if self._talk.is_raw and n:
            self._talk.raw(self.sensing.motion, n)
        session = self.sessions.current
        if session is not None:
            session.feed(n)
        elif self._starts_itself and self.state == READY and self._auto_start.feed(n):
            self._start(START_BY_RUNNING)
        return n

    def _look_at_sensor(self, now_ms):
        if self.sensing.is_lost(now_ms):
            if self.sessions.current is not None:
                self._resumes = self.state != SCREEN
                self._lost_ms = now_ms
                self._save(STOP_FAULT)
                self._haptics.feel(cueing.NOT_KEPT, 0)
            self.faults.save()
            self._go(FAULT)
            self._let_ctrl_c()

    def _do_chores(self, now_ms):
        """Look after what can wait a quarter of a second: battery, cable, light, the end of a session."""
        if self._haptics.is_quiet() and self._power.poll(now_ms):
            self._warn_of_power(now_ms)
        session = self.sessions.current
        if session is not None:
            reason = self._look_after(session, now_ms)
            if reason:
                self._stop(reason)
        elif self.state != FAULT:
            if self._press_count.counted:
                self._look_at_row(now_ms)
            self._haptics.go_on()
            self._look_for_usb()
            self.equipment.know()
            if self.state == READY and not self._is_dozing and not (self._starts_itself and self._auto_start.is_busy()):
                self._is_dozing = True
                self._looks = 0
                self._checked_ms = now_ms
                self._still_ms = now_ms
                self._is_asleep = False
                self.sensing.has_moved()  # what it felt before is old
        self._show(now_ms)
        if self.board.usb_connected():
            self._is_at_cable = True
            self._was_at_cable = True
        elif self._is_at_cable:
            self._is_at_cable = False
            self._talk.fall_silent()

    def _talk_at_cable(self, now_ms):
        self._talk.poll(now_ms, self.state, self.sessions.current)
        wanted = self._talk.wanted
        self._talk.wanted = 0
        if wanted and self.sessions.current is None and self.state != FAULT:
            self._start_exercise(wanted)

    def _press(self, pressed, now_ms):
        session = self.sessions.current
        if session is None:
            self._press_count.count(pressed, self._button.pressed_ms, now_ms)
            if self.state == FAULT:
                self._press_count.counted = 0
                if pressed == LONG:  # nothing starts without a sensor, and what waits for it is given up
                    self._haptics.feel(cueing.STOPPED if self._resumes else cueing.REFUSED, 0)
                    self._resumes = False
            elif pressed == LONG:
                self._start(START_BY_BUTTON)
            else:
                self._look_at_row(now_ms)
        elif pressed == LONG:
            if self.sessions.is_whole:
                self._haptics.feel(cueing.STOPPED, session.now_ms())
            session = None  # its memory is wanted for the next
            self._stop(STOP_BUTTON)
        elif self.state == SCREEN:
            session.pressed(pressed)
        elif self._press_count.count(pressed, self._button.pressed_ms, now_ms) == _ASKING:
            self._ask(session)
        elif pressed == SHORT:
            session.mark(self.board.clock.ticks_diff(now_ms, self._button.pressed_ms))
            self._haptics.feel(cueing.MARKED, session.now_ms())
        elif pressed == DOUBLE:
            self._haptics.feel(cueing.MUTED if session.mute() else cueing.GRANTED, session.now_ms())

    def _look_at_row(self, now_ms):
        """Outside of a session, once a row is over: two presses choose a runner, three a screening, and so on."""
        count = self._press_count.over(self._button.is_idle, now_ms)
        if count == _CHOOSING:
            self._haptics.recite(self.equipment.next_runner())
        elif count == _LANGUAGE:
            self._haptics.recite(self.equipment.language())
        elif count in (_SCREENING, _CORE):
            self._start_exercise(count - 2)

    def _ask(self, session):
        """Three short presses. The first two have muted, or unmuted: asking unmutes, and a refusal takes that back."""
        is_granted = session.request()
        if not is_granted:
            session.mute()
        self._haptics.feel(cueing.GRANTED if is_granted else cueing.REFUSED, session.now_ms())

    def _can_start(self, how):
        if self._power.is_low:
            self._auto_start.disarm()
            if how == START_BY_BUTTON:
                self._haptics.feel(cueing.BATTERY, 0)
        return not self._power.is_low

    def _start_exercise(self, kind):
        """Begin what three (1, a screening) or four presses (2, core work) ask for."""
        if self._can_start(START_BY_BUTTON):
            self._stop_dozing()
            self.board.hold_ctrl_c()
            self._haptics.recite([])
            self._haptics.feel(cueing.EXERCISES[kind], 0)
            new_exercise = self.sessions.load_exercise()
            self._check_up(self._clock.ticks_ms(), _MOST_BURSTS)  # the sensor's buffer is half full by then
            use_flash()
            motion = self.sensing.motion
            motion.begin()
            self.sessions.begin_exercise(new_exercise, motion, kind)
            self._go(SCREEN)
            self._let_ctrl_c()

    def _start(self, how):
        motion = self.sensing.motion
        if not self._can_start(how):
            return
        self.board.hold_ctrl_c()
        if how != START_BY_RUNNING:
            self._stop_dozing()
            motion.begin()
        self._haptics.recite([])
        self.sessions.is_whole = how != START_AFTER_FAULT
        self.sessions.begin(motion, how)
        if how != START_BY_RUNNING:
            self._haptics.feel(cueing.STARTED, 0)
        self._go(RECORDING)
        self._let_ctrl_c()

    def _stop(self, reason):
        self._save(reason)
        self._check_up(self._clock.ticks_ms(), _MOST_BURSTS)  # what came meanwhile is nobody's
        if not self.sessions.is_whole:
            self._haptics.feel(cueing.NOT_KEPT, 0)
        # Who has just skipped for a screening is not to be taken for a runner.
        self._get_ready(reason == STOP_IDLE)
        self._let_ctrl_c()

    def _save(self, reason):
        self.board.hold_ctrl_c()
        self._go(SAVING)
        self.sessions.end(reason)

    def _let_ctrl_c(self):
        """Let Ctrl-C through again, one that came meanwhile first."""
        self.board.release_ctrl_c()
        if self.board.ctrl_c_waits():
            raise KeyboardInterrupt

    def _look_after(self, session, now_ms):
        """What a session needs now and then. Returns a reason to end it, or 0."""
        sensing = self.sensing
        session.look()
        if sensing.look_at_axes(session.gait.is_running()):
            session.axes(sensing.sensor.dead)
        period_ns = sensing.look_at_clock(now_ms)
        if period_ns:
            session.rate(period_ns)
        self.sessions.keep(session)
        is_exercise = self.state == SCREEN
        if not is_exercise:
            self.state = PAUSED if session.is_paused else RECORDING
        if session.is_idle():
            return STOP_DONE if is_exercise else STOP_IDLE
        if self._is_ending and self._clock.ticks_diff(now_ms, self._low_ms) >= _LAST_WORDS_MS:
            return STOP_BATTERY
        return 0

    def _warn_of_power(self, now_ms):
        session = self.sessions.current
        self._haptics.feel(cueing.BATTERY, session.now_ms() if session is not None else 0)
        self._is_ending = session is not None
        self._low_ms = now_ms

    def _look_for_usb(self):
        connected = self.board.usb_connected()
        if connected and self.state == READY:
            self._go(USB)
        elif not connected and self.state == USB:
            self._get_ready(True)
