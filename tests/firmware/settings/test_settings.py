"""The settings file: every field typed, bounded and explained; saved whole; read as far as it can be read."""

import json
import os
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from recoil_clip.settings import files
from recoil_clip.settings.errors import SettingsError
from recoil_clip.settings.field import CHOICE, FLAG, TEXT, WHOLE, WORD, Field
from recoil_clip.settings.schema import SCHEMA, field_named
from recoil_clip.settings.settings import Settings, load, save

some = settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
RULES = {  # the defaults that the product promises
    "target": "cadence",
    "cadence_change_pct": 5,
    "outside_steps": 8,
    "inside_steps": 8,
    "cue_interval_s": 30,
    "quiet_start_min": 3,
    "mask_after_ms": 150,
    "baseline_runs": 2,
    "cue_ceiling": 20,
    "baseline_from_min": 1,
    "baseline_min": 5,
    "full_sessions": 4,
    "fewer_sessions": 4,
    "metronome_burst_s": 20,
    "idle_end_min": 5,
}
fields = pytest.mark.parametrize("field", SCHEMA, ids=lambda field: field.name)


def values(field: Field) -> st.SearchStrategy[Any]:
    """Values that a field can have."""
    if field.kind == WHOLE:
        good = st.integers(field.low, field.high)
    elif field.kind == FLAG:
        good = st.booleans()
    elif field.kind == CHOICE:
        good = st.sampled_from(field.choices)
    elif field.kind == WORD:
        good = st.text("abcxyz0189-_", min_size=field.low, max_size=field.high)
    else:
        letters = st.characters(exclude_categories=["Cc", "Cs"])
        good = st.text(letters, min_size=field.low, max_size=field.high)
    return good | st.none() if field.default is None else good


def everything() -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({field.name: values(field) for field in SCHEMA})


def test_the_defaults_are_the_products_rules() -> None:
    assert {name: getattr(Settings(), name) for name in RULES} == RULES


@fields
def test_every_field_is_documented_and_its_default_possible(field: Field) -> None:
    assert re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", field.name)
    assert field.wrong(field.default) == ""
    assert field.meaning[0].isupper()
    assert field.meaning.endswith(".")
    assert 15 < len(field.meaning) < 110
    assert field.range()
    assert field_named(field.name) is field
    if field.kind == WHOLE:
        assert field.low < field.high < 1 << 30
        assert field.unit
    elif field.kind == CHOICE:
        assert len(field.choices) > 1


def test_a_runners_id_can_be_part_of_a_files_name() -> None:
    field = field_named("runner_id")
    assert field is not None
    assert field.wrong("ann-2_b") == ""
    for wrong in ("", "Ann", "a b", "a/b", "../a", "é", "\u212a", "a.b", "x" * 17, 3):
        assert field.wrong(wrong) == "must be a word of 1 to 16 small letters (a to z), digits, - or _ or null", wrong


def test_names_are_used_once() -> None:
    assert len({field.name for field in SCHEMA}) == len(SCHEMA)
    assert field_named("cadance_change_pct") is None


@fields
def test_every_field_is_typed_and_bounded(field: Field) -> None:
    wrong: list[Any] = [[], {}, 1.5, float("nan"), b"x"]
    wrong += [None] if field.default is not None else []
    wrong += ["8"] if field.kind in (WHOLE, FLAG) else []
    wrong += [8, True] if field.kind in (CHOICE, TEXT, WORD) else []
    wrong += [1, 0] if field.kind == FLAG else []
    wrong += [field.low - 1, field.high + 1, 1 << 64, True] if field.kind == WHOLE else []
    wrong += ["", "x" * (field.high + 1), "a\nb", "\x7f"] if field.kind in (TEXT, WORD) else []
    wrong += ["", field.choices[0].upper()] if field.kind == CHOICE else []
    for value in wrong:
        assert field.wrong(value), value
        with pytest.raises(SettingsError, match=f"^{field.name} (is|must|holds) .*"):
            Settings().set(field.name, value)


def test_settings_are_attributes() -> None:
    found = Settings()
    found.set("cue_interval_s", 45)
    assert found.cue_interval_s == 45
    with pytest.raises(AttributeError, match="there is no setting named speed"):
        _ = found.speed
    with pytest.raises(SettingsError, match="there is no setting named speed"):
        found.set("speed", 1)


@some
@given(everything())
def test_what_was_saved_is_read(tmp_path: Path, values: dict[str, Any]) -> None:
    path = str(tmp_path / "settings.json")
    before = Settings()
    for name, value in values.items():
        before.set(name, value)
    save(before, path)
    after = load(path)
    assert after.values == values
    assert after.problems == []
    assert json.loads((tmp_path / "settings.json").read_text(encoding="utf-8")) == values, "it is JSON to others too"


@some
@given(everything(), st.integers(0, 3))
def test_what_others_write_is_read(tmp_path: Path, values: dict[str, Any], indent: int) -> None:
    path = tmp_path / "settings.json"
    text = json.dumps(values, indent=indent or None, ensure_ascii=bool(indent % 2))
    path.write_bytes(text.replace("\n", "\r\n").encode())
    found = load(str(path))
    assert found.values == values
    assert found.problems == []


@some
@given(st.binary(max_size=200), st.data())
def test_no_file_stops_the_clip(tmp_path: Path, noise: bytes, data: st.DataObject) -> None:
    """Bytes, and a good file with a piece of it replaced by bytes: settings that are all possible, and sentences."""
    good = json.dumps({field.name: field.default for field in SCHEMA}, indent=1).encode()
    start = data.draw(st.integers(0, len(good)))
    stop = min(start + data.draw(st.integers(0, 30)), len(good))
    for content in (noise, good[:start] + noise + good[stop:], good[:start]):
        (tmp_path / "settings.json").write_bytes(content)
        found = load(str(tmp_path / "settings.json"))
        for field in SCHEMA:
            assert field.wrong(getattr(found, field.name)) == ""
        save(found, str(tmp_path / "again.json"))
        assert load(str(tmp_path / "again.json")).values == found.values


def test_without_a_file_all_are_defaults(tmp_path: Path) -> None:
    found = load(str(tmp_path / "settings.json"))
    assert found.values == Settings().values
    assert found.problems == []


def test_unknown_fields_are_kept_and_reported(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text('{"pulse_ms": 90, "from_the_future": "é", "level": 7, "level": 8, "many": [1, {"a": "]"}]}')
    found = load(str(path))
    assert found.pulse_ms == 90
    assert [problem.split(": ", 1)[1] for problem in found.problems] == [
        "there is no setting named from_the_future; it is kept but not used",
        "there is no setting named level; it is kept but not used",
        "level was already set on line 1; this line counts",
        "there is no setting named level; it is kept but not used",
        "there is no setting named many; it is left out",
    ]
    save(found, str(path))
    saved = json.loads(path.read_text(encoding="utf-8"))
    assert (saved["from_the_future"], saved["level"], "many" in saved) == ("é", 8, False)
    assert load(str(path)).unknown == [("from_the_future", "é"), ("level", 8)]


def test_a_very_broken_file_is_not_a_novel(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text("{" + "x\n" * 1000)
    assert len(load(str(path)).problems) == 21


class PowerCut(BaseException):
    """Nothing runs after it."""


@pytest.mark.parametrize("moment", ["open", "fsync", "replace"])
@pytest.mark.parametrize("cut", [OSError(28, "No space left on device"), PowerCut()], ids=["full", "power cut"])
def test_a_failed_save_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, moment: str, cut: BaseException
) -> None:
    path = str(tmp_path / "settings.json")
    old = Settings()
    old.set("pulse_ms", 90)
    save(old, path)
    new = Settings()
    new.set("pulse_ms", 200)

    def fail(*arguments: Any) -> None:
        raise cut

    with monkeypatch.context() as patch:
        if moment == "open":
            patch.setattr(files, "open", fail, raising=False)
        else:
            patch.setattr(os, moment, fail)
        expected = SettingsError if isinstance(cut, OSError) else PowerCut
        with pytest.raises(expected, match="could not be written" if isinstance(cut, OSError) else None):
            save(new, path)
    assert load(path).pulse_ms == 90
    if isinstance(cut, OSError):
        assert [file.name for file in tmp_path.iterdir()] == ["settings.json"]
    save(new, path)
    assert load(path).pulse_ms == 200


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"settings\.json could not be written: .*No such file"):
        save(Settings(), str(tmp_path / "nowhere" / "settings.json"))


@pytest.mark.parametrize("content", [b"", b"{", b"\xff", b"[" * 15000, b"nonsense", b" " * 20000])
def test_other_json_files(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "history.json"
    assert files.load_json(str(path)) == (None, "")
    path.write_bytes(content)
    value, problem = files.load_json(str(path))
    assert value is None
    assert problem
    files.save_json(str(path), {"runs": [1, 2]})
    assert files.load_json(str(path)) == ({"runs": [1, 2]}, "")
