"""A simulated runner with a worn clip: recordings with the truth per step, from numbers a person understands."""

from recoil.simulation.plan import Segment, parse_plan, run_plan
from recoil.simulation.runner import Runner
from recoil.simulation.session import Simulation, simulate
from recoil.simulation.steps import Steps
from recoil.simulation.worn import Worn
from recoil.simulation.writing import steps_path, write_simulation

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
