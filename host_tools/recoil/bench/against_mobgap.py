"""An hour of running through `recoil replay` and through mobgap's initial contacts, each a whole process, in turns.

mobgap (Kluge 2024) is no dependency: it is asked for in a Python of its own. It finds initial contacts alone, by
Ionescu's method; `recoil replay` everything that it has.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from recoil.common.errors import RecoilError, one_line
from recoil.simulation.runner import run_plan, simulate
from recoil.simulation.runner.writing import write_simulation

MINUTES = 60
TURNS = 3
Say = Callable[[str], None]
_SCRIPT = """
import sys
import pandas
from mobgap.initial_contacts import IcdIonescu

table = pandas.read_csv(sys.argv[1])
rate_hz = float(1 / table["time_s"].diff().median())
body = {"is": "y", "ml": "z", "pa": "x"}
data = pandas.DataFrame(
    {f"acc_{name}": 9.80665 * table[f"acc_{axis}_g"] for name, axis in body.items()}
    | {f"gyr_{name}": table[f"gyr_{axis}_dps"] for name, axis in body.items()}
)
print(len(IcdIonescu().detect(data, sampling_rate_hz=rate_hz).ic_list_))
"""


@dataclass(frozen=True)
class Against:
    """Least processor time of some turns, in s, and what was found."""

    steps: int
    """True ones."""
    recoil_s: float
    mobgap_s: float
    mobgap_contacts: int

    @property
    def times_faster(self) -> float:
        """Return how many times as fast Recoil was."""
        return self.mobgap_s / self.recoil_s


def measure(python: Path, say: Say = lambda _: None) -> Against:
    """Measure both, in turns; a first turn of each, which compiles what is kept, does not count.

    Args:
        python: The Python that mobgap is installed in.
        say: Told what is being done.

    Raises:
        RecoilError: One of them failed.
    """
    with tempfile.TemporaryDirectory(prefix="recoil-bench-") as folder:
        say("making an hour")
        path = Path(folder) / "hour.csv"
        made = simulate(plan=run_plan(MINUTES), seed=1)
        write_simulation(made, path)
        script = Path(folder) / "contacts.py"
        script.write_text(_SCRIPT)
        theirs = [str(python), str(script), str(path)]
        ours = [sys.executable, "-m", "recoil", "replay", str(path), "--quiet"]
        plain = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
        recoil_s, mobgap_s, said = [], [], ""
        for turn in range(TURNS + 1):
            say(f"turn {turn} of {TURNS}")
            recoil_s.append(_spent(ours, dict(os.environ, RECOIL_FAST="1"))[0])
            seconds, said = _spent(theirs, plain)
            mobgap_s.append(seconds)
        return Against(len(made.steps.initial_contact_s), min(recoil_s[1:]), min(mobgap_s[1:]), int(said.split()[-1]))


def _spent(command: list[str], environment: dict[str, str]) -> tuple[float, str]:
    """Return a process's processor time in s, and what it printed."""
    before = os.times()
    try:
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        told = one_line(getattr(error, "stderr", "") or error, 300)
        raise RecoilError(f"{one_line(command[0])}: {told}") from None
    after = os.times()
    seconds = after.children_user + after.children_system - before.children_user - before.children_system
    return seconds, done.stdout
