"""The doctor's report: fits a terminal, can be pasted, names nobody."""

import json
from pathlib import Path

import pytest

from recoil.common.errors import RecoilError
from recoil.device.doctor import report
from recoil.device.doctor.finding import Finding, Outcome, checked, fail, ok, skipped, warn
from recoil.device.doctor.haptics import Feel
from recoil.device.errors import LinkLostError

FINDINGS = [
    ok("recoil", "0.1.0, Python 3.11.7, Linux 6.1 x86_64"),
    warn("faults", "2 kinds of faults noted so far: " + "sensor fault, 3 times, last 2026-11-22; " * 6, "Look at it."),
    fail("port", "/dev/ttyACM0: you may not read and write it", "sudo usermod -a -G dialout $USER", 'A=="b", ' * 12),
    skipped("board", "no port that can be used"),
    skipped("firmware", "no port that can be used"),
    skipped("clock", "another reason"),
]


def test_the_text_fits_and_says_it_all() -> None:
    text = report.text(FINDINGS, "2026-11-22 18:00 UTC")
    lines = text.splitlines()
    assert all(len(line) <= 80 for line in lines if "==" not in line)
    assert lines[0] == "Recoil doctor, 2026-11-22 18:00 UTC"
    assert lines[2] == "ok    recoil    0.1.0, Python 3.11.7, Linux 6.1 x86_64"
    assert "FAIL  port      /dev/ttyACM0: you may not read and write it" in lines
    assert "-     the rest  board, firmware: no port that can be used" in lines
    assert "-     clock     another reason" in lines
    assert lines[-1] == "1 failed, 1 warning, 3 not looked at."
    assert report.summary(FINDINGS[:1]) == "All is well."


def test_a_rule_to_be_copied_stays_on_one_line() -> None:
    rule = 'SUBSYSTEM=="tty", ATTRS{idVendor}=="2e8a", MODE="0660", TAG+="uaccess"'
    lines = report.lines_of(fail("port", "no", rule))
    assert f"  {rule}" in lines and len(rule) + 2 <= 80


def test_nobody_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/alice")
    finding = warn("port", "/home/alice/clip, /media/alice/RPI-RP2", "/run/media/alice/X")
    for said in (report.text([finding], "now"), report.as_json([finding], "now")):
        assert "alice" not in said and "~/clip" in said and "RPI-RP2" in said


def test_json_has_the_same() -> None:
    told = json.loads(report.as_json(FINDINGS, "now"))
    assert told["format"] == 1 and told["passed"] is False and len(told["checks"]) == len(FINDINGS)
    assert told["checks"][2]["outcome"] == "fail" and told["checks"][2]["advice"]
    assert report.document(FINDINGS[:2], "now")["passed"] is True


def test_a_check_that_cannot_be_made_is_a_failure() -> None:
    def check() -> Finding:
        raise RecoilError("the clip is gone", "Plug it in.", "recoil doctor tells more.")

    assert list(checked("clock", check)) == [fail("clock", "the clip is gone", "Plug it in.")]

    def lost() -> Finding:
        raise LinkLostError("unplugged")

    with pytest.raises(LinkLostError):
        list(checked("clock", lost))


@pytest.mark.parametrize(
    ("typed", "answer"), [("", True), ("Y", True), (" no ", False), ("n", False), ("r", None), ("what?", None)]
)
def test_answers(typed: str, answer: bool | None) -> None:
    assert Feel(lambda question: typed).ask() is answer


def test_the_end_of_input_is_no() -> None:
    def read(question: str) -> str:
        raise EOFError

    assert Feel(read).ask() is False
    assert not Feel(why_not="no terminal").asks


def test_outcomes_are_words() -> None:
    assert [outcome.value for outcome in Outcome] == ["ok", "warn", "fail", "skipped"]
