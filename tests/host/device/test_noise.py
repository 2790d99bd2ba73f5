"""A change that is smaller than the runner's own noise is refused, with figures."""

import json
from pathlib import Path
from typing import Any, cast

import pytest

from app_play import RUN, TAUGHT
from clip_at_cable import recoil, switched_on
from recoil.cli.commands import config
from recoil.common.cautions import ASYMMETRY, CALF
from recoil.device.configuration import other_meanings
from recoil.device.noise import cautions, too_small
from recoil.device.repl import Link
from recoil.simulation.clip.engine import missing
from recoil_clip.cueing.history import History
from recoil_clip.settings.loading import take
from recoil_clip.settings.settings import Settings


def told(spread: int, **settings: Any) -> str:
    """What is said of settings for a runner whose smoothed form strays by so much, in Q12."""
    run = {**RUN, "pace": "contact", "bins": [[3, 700, 74000, 71600, 66700]], "spread_q12": [spread] * 3}
    wanted = Settings()
    for name, value in settings.items():
        wanted.set(name, value)
    return too_small(wanted, History({"version": 2, "runs": [run, run]}))


def test_what_can_be_told_is_allowed() -> None:
    assert told(24) == "" and told(24, cadence_change_pct=2) == ""
    assert told(24, cadence_change_pct=0) == "" and told(200, target="none") == ""
    assert told(60, target="bounce", bounce_change_pct=-10) == ""


def test_what_cannot_is_refused_with_the_least_that_can() -> None:
    assert told(24, cadence_change_pct=1) == (
        "cadence_change_pct 1 is too small to tell: this runner's own form is there in 16 of 100 steps by chance; "
        "the smallest that can is 2 (or 0: to hold it)"
    )
    assert "the smallest that can is -" in told(90, target="bounce", bounce_change_pct=-2)
    assert "no change that can be set can" in told(900, cadence_change_pct=3)


def test_steadiness_that_differs_from_run_to_run_is_refused() -> None:
    runs = [{**RUN, "unsteadiness_bp": 120}, {**RUN, "unsteadiness_bp": 240}]
    settings = Settings()
    settings.set("target", "steadiness")
    said = too_small(settings, History({"version": 2, "runs": runs}))
    assert said == (
        "target steadiness cannot be told: steadiness differs between own runs by more than half the band: "
        "own runs differ by 1.20 % of step time, and the band is 0.90 % wide"
    )


def test_nothing_is_refused_while_nothing_is_known() -> None:
    settings = Settings()
    settings.set("cadence_change_pct", 1)
    assert too_small(settings, History()) == ""


def test_what_is_to_be_known_of_a_change() -> None:
    def said(*changed: str, **wanted: Any) -> str:
        settings = Settings()
        for name, value in wanted.items():
            settings.set(name, value)
        return " ".join(cautions(cast(Link, None), settings, changed))  # no clip is asked

    assert said("target", target="cadence") == said("cadence_change_pct") == CALF
    assert said("cadence_change_pct", cadence_change_pct=0) == "", "to hold it asks nothing new of a calf"
    assert said("outside_steps", target="bounce") == said("target", target="steadiness") == ""
    uneven = said("asymmetry_band_bp", target="asymmetry", asymmetry_band_bp=300)
    assert uneven == said("target", target="asymmetry", asymmetry_band_bp=300)
    assert uneven.startswith(f"{ASYMMETRY} They come beyond 45.8 and 54.2 % of contact on the left")


@pytest.mark.skipif(bool(missing()), reason=missing() or "MicroPython is here")
def test_the_command_refuses_and_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with switched_on(tmp_path / "clip", {"/coach.json": json.dumps(TAUGHT)}) as cable:
        done = recoil("config", "set", "cadence_change_pct=1", "outside_steps=9", "--port", cable.port)
        assert done.exit_code == 1 and "too small to tell" in done.stderr and "Nothing was changed" in done.stderr
        done = recoil("config", "set", "cadence_change_pct=3", "--port", cable.port)
        assert done.exit_code == 0 and "calf and Achilles tendon" in done.stdout
        monkeypatch.setattr(config, "open_editor", lambda text, _: text.replace("pct = 3\n", "pct = 1\n", 1))
        edited = recoil("config", "edit", "--port", cable.port)
        assert edited.exit_code == 1 and "cadence_change_pct 1 is too small to tell" in edited.stderr
        uneven = recoil("config", "set", "target=asymmetry", "--port", cable.port).stdout
        assert "advised against" in uneven and "They come beyond 47.3 and 52.7 % of contact on the left" in uneven
        assert "Achilles" not in uneven
        for name in ("Ann", "Ben"):
            recoil("config", "set", f"wearer_name={name}", "target=cadence", "--port", cable.port)
        assert recoil("config", "set", "cadence_change_pct=1", "--port", cable.port).exit_code == 0, "Ben is not known"
        back = recoil("config", "set", "wearer_name=Ann", "--port", cable.port)
        assert back.exit_code == 0 and "cadence_change_pct 1 is too small to tell" in back.stdout
        assert "cadence_change_pct 1 is too small to tell" in recoil("coach", "show", "--port", cable.port).stdout
        respelt = recoil("config", "set", "wearer_name=Ann!", "--port", cable.port).stdout
        assert "what was learnt of Ann counts for Ann!" in respelt


def test_settings_of_0_1_are_taken_over_and_what_they_mean_now_is_said() -> None:
    settings = Settings()
    take(settings, b'{"target": "bounce", "mask_after_ms": 150, "baseline_from_min": 5,\n"raw_minutes": 10}')
    assert settings.is_old and settings.baseline_from_min == 1 and settings.problems == []
    assert other_meanings(settings)[0].startswith("target bounce means millimetres of pelvis travel now")
    settings = Settings()
    take(settings, b'{"mask_after_ms": 150, "baseline_from_min": 5, "raw_minutes": 10, "cue_ceiling": 20}')
    assert settings.baseline_from_min == 5 and other_meanings(settings) == []
