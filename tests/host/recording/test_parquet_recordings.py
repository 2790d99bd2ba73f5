"""Raw samples in Parquet: whatever the columns are called and in, the same recording as the CSV."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from recoil.common.errors import RecordingError
from recoil.recording.analysis import analyse
from recoil.recording.reading import read_recording
from recoil.simulation.runner import simulate

pyarrow: Any = pytest.importorskip("pyarrow")
parquet: Any = pytest.importorskip("pyarrow.parquet")
AXES = "xyz"
HEARD = simulate(plan="stand 1, run 14, stand 1", seed=1)
OURS = ["time_s", *(f"acc_{axis}_g" for axis in AXES), *(f"gyr_{axis}_dps" for axis in AXES)]
COLUMNS = [HEARD.time_s, *HEARD.acc_g.T, *HEARD.gyr_dps.T]


def written(path: Path, names: list[str], columns: list[Any], units: list[str] | None = None, rows: int = 500) -> Path:
    arrays = [pyarrow.array(column) for column in columns]
    said = [{"unit": unit} if unit else None for unit in units or [""] * len(names)]
    fields = [
        pyarrow.field(name, array.type, metadata=one) for name, array, one in zip(names, arrays, said, strict=True)
    ]
    parquet.write_table(pyarrow.table(arrays, schema=pyarrow.schema(fields)), path, row_group_size=rows)
    return path


def test_our_own_columns_give_the_steps_of_the_csv(tmp_path: Path) -> None:
    head = ",".join(OURS)
    np.savetxt(tmp_path / "run.csv", np.column_stack(COLUMNS), "%.17g", ",", header=head, comments="")
    table = analyse(written(tmp_path / "run.parquet", OURS, COLUMNS))
    text = analyse(tmp_path / "run.csv")
    assert table.error == text.error == "" and len(table.steps) == len(text.steps) > 30
    assert table.steps["contact_ms"].tolist() == text.steps["contact_ms"].tolist()
    assert table.summary == text.summary | {"recording": "run.parquet", "warnings": ["read as a Parquet table"]}


def test_units_come_from_metadata_then_from_names_then_from_physics(tmp_path: Path) -> None:
    acc_ms2 = [column * 9.80665 for column in HEARD.acc_g.T]
    gyr_rad = [np.radians(column) for column in HEARD.gyr_dps.T]
    begin = datetime(2026, 11, 28, 7, 30, tzinfo=UTC)
    stamps = [begin + timedelta(microseconds=round(1e6 * time_s)) for time_s in HEARD.time_s]
    plain = ["timestamp", "AccelX", "AccelY", "AccelZ", "gyro_x", "gyro_y", "gyro_z"]
    said = ["", "m/s^2", "m/s^2", "m/s^2", "rad/s", "rad/s", "rad/s"]
    named = ["time_ms", *(f"accelerometer_{axis}_mg" for axis in AXES), *(f"gyr_{axis}_rad_s" for axis in AXES)]
    in_names = [HEARD.time_s * 1000, *(HEARD.acc_g * 1000).T, *gyr_rad]
    ways = [
        written(tmp_path / "said.parquet", plain, [stamps, *acc_ms2, *gyr_rad], said),
        written(tmp_path / "named.parquet", named, in_names),
        written(tmp_path / "physics.parquet", plain, [HEARD.time_s, *acc_ms2, *gyr_rad]),
    ]
    for path in ways:
        found = read_recording(path)
        np.testing.assert_allclose(found.acc_g, HEARD.acc_g, atol=1e-9, err_msg=path.name)
        assert found.gyr_dps is not None
        np.testing.assert_allclose(found.gyr_dps, HEARD.gyr_dps, atol=1e-6, err_msg=path.name)
        assert found.rate_hz == pytest.approx(1e6 / HEARD.period_us, rel=1e-3)
        assert found.notes[0] == "read as a Parquet table"
    without = read_recording(written(tmp_path / "acc.parquet", OURS[:4], COLUMNS[:4]))
    assert without.gyr_dps is None


def test_what_is_wrong_is_said_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "bad.parquet"

    def error() -> str:
        with pytest.raises(RecordingError) as raised:
            read_recording(path)
        assert "\n" not in str(raised.value)
        return str(raised.value).partition("bad.parquet: ")[2]

    time_s = HEARD.time_s.copy()
    time_s[700] = time_s[699]
    written(path, OURS, [time_s, *COLUMNS[1:]])
    assert error() == "row 701: time_s does not increase"
    acc = HEARD.acc_g[:, 0].copy()
    acc[600] = np.nan
    written(path, OURS, [HEARD.time_s, acc, *COLUMNS[2:]])
    assert error() == "row 601: acc_x_g is no number"
    written(path, OURS, [HEARD.time_s, ["a"] * len(acc), *COLUMNS[2:]])
    assert error() == "column acc_x_g has no numbers but string"
    written(path, ["time_s", "step_ms"], COLUMNS[:2])
    assert error() == "no column of times and three of accelerations (found: time_s, step_ms)"
    written(path, OURS, [column[:0] for column in COLUMNS])
    assert error() == "there are no samples in the table"
    path.write_bytes(b"PAR1" + bytes(100))
    assert error().startswith("no whole Parquet file: ")
