"""`recoil coach` on a virtual clip at its cable: each runner's memory shown, changed, kept; what pulses mean."""

import json
import random
from pathlib import Path
from typing import Any, cast

import pytest

from app_play import RUN, TAUGHT
from clip_at_cable import recoil, switched_on
from library_helpers import put
from recoil.bench.made_library import Made
from recoil.cli.feeling import QUESTIONS, quiz
from recoil.common.runner_id import id_of, memory_name
from recoil.device import runners
from recoil.device.errors import DeviceError
from recoil.device.haptics import WORDS, patterns_of
from recoil.device.repl import Link
from recoil.device.runners import MemoryFileError, imported
from recoil.session import open_session
from recoil.session.coach_words import lines_of, told_of
from recoil.simulation.clip.clip import VirtualClip
from recoil.simulation.clip.engine import missing
from recoil_clip.app.language import language
from recoil_clip.cueing.history import History
from recoil_clip.gait.gait import GAIT_REVISION
from recoil_clip.settings.settings import Settings

needs_micropython = pytest.mark.skipif(bool(missing()), reason=missing() or "MicroPython is here")


def files_of(clip: Path) -> dict[str, Any]:
    """The runners' files of a clip that is off."""
    files = VirtualClip(clip).read()
    return {
        path: json.loads(data) for path, data in files.items() if path == "/coach.json" or path.startswith("/runners/")
    }


@needs_micropython
def test_each_runner_is_shown_changed_and_carried_over(tmp_path: Path) -> None:
    clip, exported = tmp_path / "clip", tmp_path / "ann.json"
    off = VirtualClip(clip)
    off.flash(compiled=True)
    off.put({"/coach.json": json.dumps(TAUGHT), "/settings.json": '{"wearer_mass_kg": 62}'})
    with switched_on(clip) as cable:
        port = ("--port", cable.port)
        shown = recoil("coach", "show", *port).stdout
        assert shown.startswith("who has no id (next)\n") and "own values of 2 runs that agree: cadence 174" in shown
        done = recoil("config", "set", "wearer_name=Ann", "quiet_start_min=0", *port)
        assert "runner_id: null -> ann" in done.stdout
        assert "wearer_mass_kg" not in done.stdout, "the first to get a name keeps what was set without one"
        (ann,) = json.loads(recoil("coach", "show", "--json", *port).stdout)["runners"]
        assert (ann["runner"], ann["number"], ann["is_next"], ann["sessions"]) == ("ann", 1, True, 1)
        assert ann["own"]["cadence_spm"] == 173.9 and ann["phase"] == "full" and ann["problems"] == []
        assert recoil("coach", "export", "-o", exported, *port).exit_code == 0
        assert recoil("coach", "import", exported, "--runner", "Bén Ö.", *port).stdout.startswith("ben-o: taken from")
        held = recoil("coach", "hold", "2", "--sessions", 3, *port).stdout
        assert held == "ben-o: the next 3 sessions are not cued\n"
        assert recoil("coach", "hold", "2", *port).stdout == held, "what is held back already stays so"
        assert recoil("coach", "relearn", "Bén Ö.", "--yes", *port).exit_code == 0
        told = ("--library", tmp_path / "library", *port)
        one = put(tmp_path / "library", Made(steps=300, settings={"wearer_name": "Ben Ö"}), about={"runner": "Ann"})
        clip_ms = float(open_session(one).steps["contact_us"].mean()) / 1000
        for who in ((), ("--runner", "ben-o")):  # whose turn is next has it in the settings, the other in the memory
            said = recoil("calibrate", one, *who, "--contact-ms", clip_ms + 7, *told)
            assert said.exit_code == 0 and "contact +7 ms" in said.stdout and f"{cable.port}: told" in said.stdout
            assert said.stdout.startswith(who[1] if who else "Ann"), "who is said to have run, not whom the clip knew"
        assert recoil("calibrate", one, "--runner", " ", "--contact-ms", clip_ms, *told).exit_code == 1
        away = recoil("calibrate", one, "--runner", "Eva", "--contact-ms", clip_ms, *told[:2], "--port", "none")
        assert away.exit_code == 0 and "contact +0 ms" in away.stdout and "no clip was told: there is no" in away.stdout
        assert recoil("coach", "export", "-o", exported, *port).exit_code == 0
        assert json.loads(exported.read_text())["wearer"]["wearer_contact_ms"] == 7, "it is in the settings alone"
        assert "it does not know cy" in recoil("calibrate", "--send", "--runner", "cy", *told).stdout
        assert json.loads(recoil("config", "show", "--json", *port).stdout)["settings"]["wearer_contact_ms"] == 7
        assert "forgotten" in recoil("calibrate", "--forget", "--runner", "Ann", *told).stdout
        assert "Anne: nothing is known" in recoil("calibrate", "--forget", "--runner", "Anne", *told).stdout
        assert json.loads(recoil("config", "show", "--json", *port).stdout)["settings"]["wearer_contact_ms"] is None
        back = recoil("coach", "import", exported, *port).stdout.splitlines()
        assert back == [f"ann: taken from {exported}", "wearer_contact_ms: null -> 7"]
        known = json.loads(recoil("config", "show", "--json", *port).stdout)["settings"]
        assert (known["wearer_contact_ms"], known["wearer_mass_kg"], known["wearer_name"]) == (7, 62, "Ann")
        lines = recoil("coach", "show", "BEN-O", *port).stdout
        assert "own values: not known yet, 0 runs learnt from" in lines and "2  ben-o\n" in lines
        refused = recoil("coach", "forget", "cy", "--yes", *port)
        assert refused.exit_code == 1 and "the clip knows no runner cy" in refused.stderr
        assert "It knows: 1 ann, 2 ben-o" in refused.stderr
        assert recoil("coach", "forget", "--json", *port).exit_code == 1
        assert recoil("coach", "forget", "ann", "--yes", *port).exit_code == 0
        assert recoil("coach", "import", exported, "--runner", "cy", *port).exit_code == 0
        assert recoil("coach", "import", exported, "--runner", "Dee", *port).exit_code == 0
        assert recoil("coach", "forget", "cy", "--remove", "--yes", *port).exit_code == 0
        felt = json.loads(recoil("coach", "feel", "--json", *port).stdout)["patterns"]
        assert [one["name"] for one in felt] == list(WORDS)
    found = files_of(clip)
    assert set(found) == {"/runners/1-ann.json", "/runners/2-ben-o.json", "/runners/4-dee.json"}
    assert found["/runners/4-dee.json"]["wearer"]["wearer_name"] == "Dee", "else the clip would call them Ann"
    assert found["/runners/1-ann.json"]["runs"] == [] and found["/runners/1-ann.json"]["sessions"] == {}
    assert found["/runners/2-ben-o.json"]["held"] == 3 and found["/runners/2-ben-o.json"]["sessions"] == {"cadence": 1}
    assert found["/runners/2-ben-o.json"]["wearer"]["wearer_contact_ms"] == 7
    assert json.loads(exported.read_text())["runs"] == [RUN, RUN]


@needs_micropython
def test_a_tenth_runner_is_refused_and_the_nine_stay_at_hand(tmp_path: Path) -> None:
    """Also on a clip that is set to a tenth one already."""
    files = {f"/runners/{number}-r{number}.json": "{}" for number in range(1, 10)}
    with switched_on(tmp_path / "clip", {**files, "/settings.json": '{"runner_id": "r10"}'}) as cable:
        port = ("--port", cable.port)
        assert [line for line in recoil("coach", "show", *port).stdout.splitlines() if "(next)" in line] == []
        refused = recoil("coach", "relearn", "--yes", *port)
        assert refused.exit_code == 1 and "the clip has no room for r10: it knows 9 runners" in refused.stderr
        assert recoil("config", "set", "wearer_name=R9", *port).exit_code == 0
        refused = recoil("config", "set", "wearer_name=R10", *port)
        assert refused.exit_code == 1 and "recoil coach forget RUNNER --remove makes room" in refused.stderr
        gone = recoil("coach", "forget", "9", "--remove", "--yes", *port).stdout
        assert "the clip is still set to r9" in gone
        assert "runner_id: r9 -> r10" in recoil("config", "set", "wearer_name=R10", *port).stdout


def test_what_could_not_be_read_is_no_empty_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """It would be written back, and what the clip has learnt would be gone."""
    monkeypatch.setattr(runners, "read_files", lambda *_, **__: [None])
    link = cast(Link, None)
    with pytest.raises(DeviceError, match="what the clip knows of ann could not be read"):
        runners.read_memory(link, runners.Runner(1, "ann"))
    assert runners.read_memory(link, runners.Runner(0, None)).plain() == History().plain()


@pytest.mark.parametrize(
    ("data", "wrong"),
    [
        (b"{", "it is no JSON"),
        (b"[]", "it has no runs"),
        (b'{"runs": [{"step_us": 1}]}', "step_us of a baseline run makes no sense"),
        (b'{"runs": [], "held": "x"}', "the count of held sessions makes no sense"),
    ],
)
def test_what_is_no_memory_is_refused(data: bytes, wrong: str) -> None:
    with pytest.raises(MemoryFileError, match=wrong):
        imported(data)


def test_what_is_said_of_a_plan() -> None:
    known = {"version": 2, "revision": GAIT_REVISION, "runs": [RUN, RUN], "plan": {"cadence": 5}}
    history = History({**known, "sessions": {"cadence": 9}})
    history.unanswered["cadence"] = 6
    history.extend("cadence", 4)
    history.add_retention("cadence", 9, 41, 3, 1)
    lines = lines_of(told_of(history, Settings()))
    assert lines[1:] == [
        "target cadence: 9 sessions done, next: cues for 80 % of the time",
        "the plan was extended once",
        "the last session's cues were not answered: two are left until one is",
        "last retention run (session 9): 41 % of steps in the band, 3 % before all cues: partly",
    ]
    history.held = 2
    assert told_of(history, Settings())["phase"] == "held"
    history.relearn()
    assert "2 sessions held back, for pain: no cues whatever is known by then" in lines_of(told_of(history, Settings()))


def test_own_values_of_before_a_long_break_are_said() -> None:
    history = History({"version": 2, "revision": GAIT_REVISION, "runs": [RUN, RUN], "day": 20_000})
    assert told_of(history, Settings())["own_are_old"] is False
    history.begin(20_043)
    assert told_of(history, Settings())["own_are_old"] is True
    assert lines_of(told_of(history, Settings()))[1].startswith(
        "some of these runs were before a break of over six weeks"
    )
    history.relearn()
    assert told_of(history, Settings())["own_are_old"] is False


def test_own_values_of_another_gait_core_are_learnt_anew_and_that_is_said() -> None:
    history = History({"version": 2, "revision": 2, "runs": [RUN, RUN], "sessions": {"cadence": 9}})
    assert f"a clip with revision {GAIT_REVISION} learns them anew" in lines_of(told_of(history, Settings()))[1]
    assert history.measured_by(2) is False and history.runs
    assert history.measured_by(GAIT_REVISION) is True and history.runs == [] and history.sessions == {"cadence": 9}
    again = History(history.plain())
    assert (again.revision, again.relearnt) == (GAIT_REVISION, 2) and again.measured_by(GAIT_REVISION) is False
    assert lines_of(told_of(again, Settings()))[:2] == [
        "own values: not known yet, 0 runs learnt from",
        "they are learnt anew: revision 2 of the gait core had measured those of before",
    ]
    nobody = History()
    assert nobody.measured_by(GAIT_REVISION) is False and nobody.relearnt is None


@pytest.mark.parametrize(
    ("name", "runner_id"),
    [
        ("Ann", "ann"),
        ("José María", "jose-maria"),
        ("x" * 40, "x" * 16),
        ("李", "r-9cc12f70"),
        (" ", None),
        ("--", None),
        ("A_1", "a_1"),
        ("Ann 李", "ann"),
    ],
)
def test_a_name_has_an_id(name: str, runner_id: str | None) -> None:
    assert id_of(name) == runner_id
    assert memory_name(runner_id) == ("coach.json" if runner_id is None else f"coach-{runner_id}.json")


def test_what_comes_unasked_in_a_run_has_one_meaning() -> None:
    """Count and rhythm differ, not the length of a pulse alone; what answers a press comes at once with it."""
    settings = Settings()
    settings.set("run_walk", "ladder")
    unasked = [one for one in patterns_of(settings) if one.when.startswith(("in a run", "at any time"))]
    kinds = []
    for one in unasked:
        count, on_ms, off_ms = one.pattern
        rhythm = 0 if count == 1 else round(off_ms / on_ms)
        kinds.append((count, on_ms >= 300, rhythm))
    assert len(unasked) == 11 and len(set(kinds)) == 11
    assert all(on_ms >= 60 for _, on_ms, _ in language(60, 600))


class Silent:
    """Plays nothing, and knows what was asked."""

    def __init__(self) -> None:
        self.patterns = patterns_of(Settings())
        self.played: list[Any] = []

    def play(self, pattern: Any) -> None:
        """Note it."""
        self.played.append(pattern)


def test_the_quiz_counts_what_is_right() -> None:
    feeler, said = Silent(), []

    def right(_: str) -> str:
        wanted = feeler.played[-1].meaning
        return next(line.split()[0] for line in reversed(said) if line.endswith(wanted))

    assert quiz(feeler, said.append, right, random.Random(1)) == (QUESTIONS, QUESTIONS)  # pyright: ignore[reportArgumentType]
    assert quiz(feeler, said.append, lambda _: "9", random.Random(1)) == (0, QUESTIONS)  # pyright: ignore[reportArgumentType]
