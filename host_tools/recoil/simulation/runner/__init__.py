"""A simulated runner with a worn clip: recordings with the truth per step, from numbers a person understands."""

from recoil.simulation.runner.plan import Segment, parse_plan, run_plan
from recoil.simulation.runner.runner import Runner
from recoil.simulation.runner.session import Simulation, simulate
from recoil.simulation.runner.steps import Steps
from recoil.simulation.runner.worn import Worn
from recoil.simulation.runner.writing import steps_path, write_simulation

__all__ = [
    "Runner",
    "Segment",
    "Simulation",
    "Steps",
    "Worn",
    "parse_plan",
    "run_plan",
    "simulate",
    "steps_path",
    "write_simulation",
]
