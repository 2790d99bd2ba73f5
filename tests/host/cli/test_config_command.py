"""`recoil config` on a virtual clip at its cable, and the values it takes."""

import json
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clip_at_cable import recoil, switched_on
from recoil.device.configuration import ConfigurationError, change, differing, editable, edited, local_offset_min, said
from recoil.simulation.clip.clip import VirtualClip
from recoil.simulation.clip.engine import missing
from recoil_clip.settings.field import CHOICE, FLAG, WHOLE, WORD, Field
from recoil_clip.settings.schema import SCHEMA
from recoil_clip.settings.settings import Settings

needs_micropython = pytest.mark.skipif(bool(missing()), reason=missing() or "MicroPython is here")


@needs_micropython
def test_settings_are_shown_changed_and_reset(tmp_path: Path):
    with switched_on(tmp_path / "clip", {"/settings.json": '{"target": "bounce", "ring_size": 3}'}) as cable:
        port = ("--port", cable.port)
        shown = recoil("config", "show", *port)
        assert "target = bounce" in shown.stdout and "default cadence" in shown.stdout
        assert "ring_size" in shown.stderr
        for field in SCHEMA:
            assert field.meaning[:40] in shown.stdout.replace("\n", " ")
        done = recoil("config", "set", "cadence_change_pct=7", "confirm=off", "wearer_name=Ann", *port)
        assert done.exit_code == 0 and "cadence_change_pct: 5 -> 7" in done.stdout
        settings = json.loads(recoil("config", "show", "--json", *port).stdout)["settings"]
        assert (settings["cadence_change_pct"], settings["confirm"], settings["wearer_name"]) == (7, False, "Ann")
        assert settings["target"] == "bounce"
        bad = recoil("config", "set", "outside_steps=9", "cadence_change_pct=11", "target=speed", *port)
        assert bad.exit_code == 1
        assert "cadence_change_pct is 11, but must be a whole number, 0 to 10 %" in bad.stderr
        assert 'target is "speed"' in bad.stderr and "Nothing was changed" in bad.stderr
        assert "outside_steps" not in recoil("config", "show", *port).stdout.replace("outside_steps = 8", "")
        asked = recoil("config", "reset", "--json", *port)
        assert asked.exit_code == 1 and asked.stdout == "" and "--yes" in asked.stderr
        assert recoil("config", "reset", "--yes", *port).exit_code == 0
        settings = json.loads(recoil("config", "show", "--json", *port).stdout)["settings"]
    assert settings == {field.name: field.default for field in SCHEMA}
    assert b"ring_size" not in VirtualClip(tmp_path / "clip").read()["/settings.json"]


@needs_micropython
def test_edit_writes_what_the_editor_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def editor(*program: str) -> None:
        script = tmp_path / "editor.py"
        lines = ("import sys, pathlib", "file = pathlib.Path(sys.argv[1])", "text = file.read_text()", *program)
        script.write_text("\n".join(lines))
        monkeypatch.setenv("VISUAL", f"{sys.executable} {script}")

    with switched_on(tmp_path / "clip") as cable:
        command = ("config", "edit", "--port", cable.port)
        editor(
            'assert "Target cadence above the runner\'s own for the pace." in text',
            "text = text.replace('cadence_change_pct = 5', 'cadence_change_pct = 6')",
            """file.write_text(text + 'wearer_name = "Jo \\\\"x\\\\""')""",
        )
        done = recoil(*command)
        assert done.exit_code == 0 and "cadence_change_pct: 5 -> 6" in done.stdout, done.output
        editor("")
        assert "nothing was changed" in recoil(*command).stdout
        editor("file.write_text(text.replace('pct = 6', 'pct = 60', 1))")
        bad = recoil(*command)
        assert bad.exit_code == 1 and "cadence_change_pct is 60" in bad.stderr
        editor("sys.exit(3)")
        assert "ended with code 3: nothing was changed" in recoil(*command).stderr
        monkeypatch.setenv("VISUAL", "no-such-editor")
        assert "no-such-editor does not work" in recoil(*command).stderr
    assert json.loads(VirtualClip(tmp_path / "clip").read()["/settings.json"])["wearer_name"] == 'Jo "x"'


def test_a_form_that_sends_all_with_another_name_is_another_runner():
    settings = Settings()
    change(settings, ["wearer_name=Ann", "wearer_mass_kg=62"])
    sent = [f"{name}={said(value)}" for name, value in settings.values.items()]
    assert differing(settings, sent) == []
    sent = [one.replace("wearer_name=Ann", "wearer_name=Ben") for one in sent]
    assert differing(settings, [*sent, "no=1"]) == ["wearer_name=Ben", "no=1"]
    assert ("runner_id", "ann", "ben") in change(settings, differing(settings, sent))


def test_another_name_in_the_editor_is_another_runner():
    settings = Settings()
    change(settings, ["wearer_name=Ann"])
    edited(settings, editable(settings).replace('"Ann"', '"Ben"'))
    assert settings.runner_id == "ben"
    edited(settings, editable(settings).replace('"Ben"', '"Cy"').replace('"ben"', '"x"'))
    assert (settings.wearer_name, settings.runner_id) == ("Cy", "x")
    edited(settings, editable(settings).replace('"Cy"', '"Di"'))
    assert settings.runner_id == "x", "an id of one's own stays"


@needs_micropython
def test_a_broken_file_is_named_and_mended(tmp_path: Path):
    with switched_on(tmp_path / "clip", {"/settings.json": "{ broken"}) as cable:
        assert "the clip's settings file" in recoil("config", "show", "--port", cable.port).stderr
        assert recoil("config", "set", "target=cadence", "--port", cable.port).exit_code == 0
        assert recoil("config", "show", "--port", cable.port).stderr == ""


def test_an_unknown_name_meets_a_suggestion():
    with pytest.raises(ConfigurationError, match=r"there is no setting named cadence_pct \(did you mean cadence_"):
        change(Settings(), ["cadence_pct=3"])
    for wrong in ("target", "=3"):
        with pytest.raises(ConfigurationError, match="write it as KEY=VALUE"):
            change(Settings(), [wrong])


def values(field: Field) -> st.SearchStrategy:
    if field.kind == WHOLE:
        found: st.SearchStrategy = st.integers(field.low, field.high)
    elif field.kind == FLAG:
        found = st.booleans()
    elif field.kind == CHOICE:
        found = st.sampled_from(field.choices)
    elif field.kind == WORD:
        found = st.text("abcxyz0189-_", min_size=field.low, max_size=field.high)
    else:
        letters = st.characters(
            min_codepoint=32, exclude_characters="\x7f", exclude_categories=("Cc", "Cs", "Zs", "Zl")
        )
        found = st.text(letters, min_size=field.low, max_size=field.high).filter(lambda text: text == text.strip())
        found = found.filter(lambda text: text.lower() not in ("null", "none", ""))
    return found | st.none() if field.default is None else found


@given(st.fixed_dictionaries({}, optional={field.name: values(field) for field in SCHEMA}))
def test_every_possible_value_can_be_set_and_edited(wanted: dict):
    by_words, by_editor = Settings(), Settings()
    change(by_words, [f"{name}={said(value)}" for name, value in wanted.items()])
    if wanted.get("quiet_from_h") is not None and wanted.get("utc_offset_min") is None:
        wanted = {**wanted, "utc_offset_min": local_offset_min()}  # it comes along
    assert {name: by_words.values[name] for name in wanted} == wanted
    edited(by_editor, editable(by_words))
    assert by_editor.values == by_words.values
