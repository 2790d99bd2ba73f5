"""What the clip is made of, brought up at boot; a part that fails is named, and what can go on without it does."""

from ..cueing.history import History
from ..drivers.drv2605l import DRV2605L, GENTLE, STRONG
from ..drivers.errors import ChipError, MotorFault
from ..drivers.max17048 import MAX17048
from ..gait.gait import GAIT_REVISION
from ..settings.errors import SettingsError
from ..settings.files import load_json, save_json
from ..settings.settings import at_start
from ..spec import faults as named
from ..unloading import unload
from .cueing import Haptics
from .faults import chip_fault
from .power import Power

_APP = "recoil_clip.app"
_RUNNERS = ("runners",)


class Equipment:
    """`settings`, the coach's `history`, `haptics` and `power`; all there is but the motion sensor."""

    def __init__(self, board, root, faults, settings=None):
        self._board = board
        self._faults = faults
        self._root = root
        self._history_path = ""
        self.settings = settings = settings or at_start(root)
        for problem in settings.problems:
            print("Recoil: settings: " + problem)
        if settings.problems:
            self._note(named.SETTINGS_BROKEN, settings.problems[0])
        motor = DRV2605L(board.i2c, clock=board.clock, effect=GENTLE if settings.gentle else STRONG)
        fails = self._fails(motor.wake)
        self.history = self._load_history()  # while the motor is calibrated
        self.haptics = Haptics(board, None if fails or self._fails(motor.test) else motor, faults)
        self.power = Power(board, self._find_gauge(), settings.low_battery_pct, faults)

    def know(self):
        """Know the runner's own values before a session needs them; takes 0.2 s where there are new runs."""
        if not self._knows:
            if self.history.begin(self._board.utc_s() // 86400) and not self.history.problems:
                self.keep_history()  # by the next session the clock may be lost
            self._knows = True
            settings = self.settings
            self.history.baseline(settings.baseline_runs, settings.target, settings.baseline_min, True)

    def keep_history(self):
        """Write what the coach remembers of this runner."""
        self._knows = False
        if not self._history_path:
            return
        try:
            save_json(self._history_path, self.history.plain())
        except SettingsError as error:
            self._note(named.FLASH_FAULT, str(error))

    def next_runner(self):
        """Take the next runner's memory, and keep who that is; return what is felt of it."""
        from .runners import about, next_of, recall, signal

        root = self._root
        settings = self.settings
        number, runner_id = next_of(root, settings.runner_id)
        if number and runner_id != settings.runner_id:
            self.history.wearer = about(settings.values)
            self.keep_history()
            settings.values["runner_id"] = runner_id
            self.history = self._load_history()
            problem = recall(settings, self.history.wearer, root)
            if problem:
                self._note(named.FLASH_FAULT, problem)
        felt = signal(number)
        unload(_APP, _RUNNERS)
        return felt

    def language(self):
        """Return all patterns that can be felt."""
        from .language import language

        felt = list(language(self.settings.pulse_ms, self.settings.long_pulse_ms))
        from .exercise import release as release_exercise

        unload(_APP, ("language",))
        release_exercise()
        return felt

    def _load_history(self):
        """Read the file of the runner in the settings."""
        from .runners import file_of

        self._knows = False
        try:
            self._history_path = file_of(self._root, self.settings.runner_id)
        except OSError as error:
            self._history_path = ""
            self._note(named.FLASH_FAULT, str(error))
        unload(_APP, _RUNNERS)
        plain, problem = None, "this runner has no file: nine others have, or the flash is full"
        if self._history_path:
            plain, problem = load_json(self._history_path)
        history = History(plain)
        if history.measured_by(GAIT_REVISION):
            print("Recoil: own values are learnt anew: another gait core measured them")
        if problem or history.problems:
            self._note(named.HISTORY_BROKEN, problem or history.problems[0])
        return history

    def _fails(self, begin):
        """Let the motor begin. Returns True if it cannot be used; one that only fails its own test can be."""
        try:
            begin()
        except MotorFault as error:
            self._note(named.MOTOR_FAULT, str(error))
        except ChipError as error:
            self._note(chip_fault(error, named.MOTOR_MISSING), str(error))
            return True
        return False

    def _find_gauge(self):
        gauge = getattr(self._board, "own_gauge", None) or MAX17048(self._board.i2c)
        try:
            gauge.begin()
        except ChipError as error:
            self._note(chip_fault(error, named.GAUGE_MISSING), str(error))
            return None
        return gauge

    def _note(self, number, what):
        self._faults.note(number, what, self._board.utc_s())
