"""What several tests share: recorded data, a simulated runner, a way to write recordings."""

import gc
import gzip
import os
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from zlib import crc32

import numpy as np
import pytest
from hypothesis import HealthCheck, settings

from recoil.simulation.clip import engine
from recoil.simulation.runner import Runner, Worn, simulate

COLUMNS = ["time_s", "acc_x_g", "acc_y_g", "acc_z_g", "gyr_x_dps", "gyr_y_dps", "gyr_z_dps"]
ROOT = Path(__file__).resolve().parent.parent
# By itself Hypothesis has an example fail that takes 200 ms, or drawing ten that takes a second: a busy computer is no
# fault.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Share the tests out among workers.

    Those of a module that share what one run of a fixture of theirs made stay on one worker. Modules that wait for a
    cable or a browser lie together by name: put among the others they leave no core idle, and a module that cannot be
    parted is not among the last.
    """
    parted = set()
    for item in items:
        fixtures = getattr(item, "_fixtureinfo", None)
        made = fixtures.name2fixturedefs.values() if fixtures else ()
        if any(one[-1].scope == "module" for one in made if one):
            item.add_marker(pytest.mark.xdist_group(item.nodeid.partition("::")[0]))
        else:
            parted.add(item.path)
    if "PYTEST_XDIST_WORKER" in os.environ:
        items.sort(key=lambda item: crc32(str(item.path.relative_to(ROOT)).encode()) >> (item.path not in parted))


def pytest_collection_finish() -> None:
    """Spare the collector what stays to the end: the firmware calls it often, as if the heap were a clip's."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """The recorded runs; RECOIL_REQUIRE_DATA=1 makes their absence a failure."""
    path = Path(os.environ.get("RECOIL_DATA") or ROOT.parent / "shared" / "data")
    if not (path / "index.csv").is_file():
        reason = f"no recorded runs in {path} (set RECOIL_DATA)"
        if os.environ.get("RECOIL_REQUIRE_DATA") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    return path


@pytest.fixture(scope="session")
def runner_columns() -> Callable[..., np.ndarray]:
    """Make the seven columns of a simulated runner who takes a step every 0.36 s, as steady as a metronome."""

    @cache
    def simulated(seconds: float, rate_error_pct: float) -> np.ndarray:
        runner = Runner(cadence_spm=60 / 0.36, variability=0.0)
        found = simulate(runner, Worn(rate_error_pct=rate_error_pct), plan=f"run {seconds:g}")
        return np.column_stack((found.time_s, found.acc_g, found.gyr_dps))

    def make(seconds: float = 15.0, rate_error_pct: float = 0.0, start_s: float = 0.0) -> np.ndarray:
        columns = simulated(seconds, rate_error_pct).copy()
        columns[:, 0] += start_s
        return columns

    return make


@pytest.fixture(scope="session")
def write_csv() -> Callable[..., Path]:
    """Write columns as a recording; a name that ends in .gz is packed."""

    def write(path: Path, columns: np.ndarray, names: Sequence[str] = COLUMNS, decimals: int = 5) -> Path:
        forms = [f"%.{decimals}f", "%.4f", "%.4f", "%.4f", "%.2f", "%.2f", "%.2f"][: columns.shape[1]]
        lines = [",".join(names[: columns.shape[1]])]
        lines += [",".join(forms) % tuple(row) for row in columns.tolist()]
        data = ("\n".join(lines) + "\n").encode()
        path.write_bytes(gzip.compress(data, 1) if path.suffix == ".gz" else data)
        return path

    return write


@pytest.fixture(params=engine.RUNTIMES)
def runtime(request: pytest.FixtureRequest) -> str:
    """Every runtime in turn."""
    if request.param == engine.MICROPYTHON and engine.missing():
        pytest.skip(engine.missing())
    return request.param
