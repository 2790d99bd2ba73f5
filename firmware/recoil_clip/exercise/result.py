"""What came of one try."""

from . import sway as units


class Result:
    """Filled in at the end of each try, and used over and over; a log page takes a copy."""

    def __init__(self):
        self.kind = 0
        self.side = 0
        self.eyes = 0
        self.attempt = 0  # from 1; 0: practice, which does not count
        self.ending = 0
        self.begin_ms = 0  # of the session
        self.held_ms = 0
        self.target_ms = 0
        self.target_repetitions = 0
        self.repetitions = -1  # -1: not counted
        # About the mean, fore-aft and sideways: ug. Rolling and pitching: thousandths of a degree/s.
        self.fore_ug = self.side_ug = 0
        self.roll_mdps = self.pitch_mdps = 0
        self.path_mg = self.path_mdps = 0
        self.sum_ug = self.change_ug = 0  # of fore-aft + sideways about the mean; of their changes from value to value
        self.sway_ms = 0  # how much of the try these are about
        self.cycle_ms = 0  # of skipping, as the next two
        self.cycle_bp = self.half_bp = -1

    def ask(self, item, attempt):
        """Take down what is to be done."""
        self.kind = item.kind
        self.side = item.side
        self.eyes = item.eyes
        self.attempt = attempt
        self.target_ms = item.target_ms
        self.target_repetitions = item.repetitions
        self.repetitions = -1
        self.held_ms = 0
        self.fore_ug = self.side_ug = self.roll_mdps = self.pitch_mdps = 0
        self.path_mg = self.path_mdps = self.sway_ms = self.sum_ug = self.change_ug = 0
        self.cycle_ms = 0
        self.cycle_bp = self.half_bp = -1

    def take_sway(self, sway, value_ms):
        """Take down how still it was; a value stands for `value_ms`."""
        self.fore_ug = units.ug(sway.acceleration.x.spread())
        self.side_ug = units.ug(sway.acceleration.z.spread())
        self.roll_mdps = units.mdps(sway.rate.x.spread())
        self.pitch_mdps = units.mdps(sway.rate.z.spread())
        self.sum_ug = units.ug(sway.acceleration.sum.spread())
        self.change_ug = units.ug(sway.acceleration.change.spread()) >> 2
        self.path_mg = units.path_mg(sway.acceleration.path)
        self.path_mdps = units.path_mdps(sway.rate.path)
        self.sway_ms = sway.rate.x.count * value_ms

    def take_rhythm(self, rhythm):
        """Take down how regular it was."""
        self.cycle_ms = rhythm.cycle_ms
        self.cycle_bp = rhythm.cycle_bp
        self.half_bp = rhythm.half_bp
