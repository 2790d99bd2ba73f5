"""A virtual clip for a person at a terminal: made or found, switched on, announced, watched, switched off."""

import contextlib
from dataclasses import dataclass
from pathlib import Path

from recoil.common.errors import RecoilError, one_line
from recoil.common.interrupts import interrupted_by_sigterm
from recoil.common.terminal import clean_console
from recoil.device.virtual_ports import announced
from recoil.recording.reading import read_recording
from recoil.simulation.clip.cable import Cable
from recoil.simulation.clip.hardware.wiring import WIRINGS
from recoil.simulation.clip.persistent import PersistentClip
from recoil.simulation.scenarios.narration import Narrator
from recoil.simulation.scenarios.runner import Demonstration, recorded
from recoil.simulation.scenarios.screening import STORY, WornScreening, meaning_of_signal, screened
from recoil.simulation.scenarios.show import SETTINGS, meaning_of
from recoil.simulation.scenarios.worn_run import WornRun, simulated, teach


@dataclass(frozen=True)
class Wish:
    """What is wanted: the options of `recoil virtual`."""

    flashed: bool = False
    board: str | None = None
    run: bool = False
    recording: Path | None = None
    minutes: float = 9.0
    fade_pct: float = 8.0
    start_s: float = 8.0
    hurry: bool = False
    tethered: bool = False
    screen: bool = False


class Host:
    """`work` until Ctrl-C (or SIGTERM)."""

    def __init__(self, folder: Path, wish: Wish) -> None:
        self._wish = wish
        self._console = clean_console(highlight=False, markup=False)
        self._recording = read_recording(wish.recording) if wish.recording else None
        self._persistent = PersistentClip(folder, wish.board)

    def work(self) -> None:
        """Prepare the clip, switch it on, tell what happens."""
        clip = self._persistent.clip
        with self._persistent.reserved(), interrupted_by_sigterm():
            runner = self._prepare()
            run = self._worn_run(runner)
            with (
                clip.plugged_in(trim=run.motion.trim if run else 0) as cable,
                announced(cable.port, clip.folder, clip.unique_id),
                contextlib.suppress(KeyboardInterrupt),
            ):
                self._introduce(cable.port, runner)
                self._watch(cable, run)
        self._say("Switched off; its flash is kept.")

    def _prepare(self) -> Demonstration | None:
        """Put on the clip what is wanted; return who runs with it."""
        kept, wish = self._persistent, self._wish
        with self._console.status("flashing"):
            if wish.flashed or ((wish.run or wish.screen) and kept.is_new):
                kept.put_firmware()
            self._has_app = kept.has_app
            if (wish.run or wish.screen) and not self._has_app:
                raise RecoilError(
                    "there is no firmware on this clip, so it would not feel anything",
                    "Add --flashed; or switch it on as it is and flash it from another terminal: recoil flash",
                )
        if not wish.run:
            return None
        with self._console.status("simulating a runner"):
            runner = recorded(self._recording) if self._recording else simulated(wish.minutes, wish.fade_pct)
            named = {**SETTINGS, "clip_name": one_line(kept.clip.folder.name, 24)}
            teach(kept.clip, runner, named if kept.is_new else None)
        return runner

    def _worn_run(self, runner: Demonstration | None) -> WornRun | None:
        wish, mount = self._wish, self._persistent.clip.mount
        if wish.screen:
            return WornScreening(screened(mount), wish.start_s, wish.tethered)
        return WornRun(runner.motion(mount), wish.start_s, wish.tethered) if runner else None

    def _introduce(self, port: str, runner: Demonstration | None) -> None:
        kept, wish = self._persistent, self._wish
        clip, has_app = kept.clip, self._has_app
        what = "with firmware on it" if has_app else "empty: MicroPython, no firmware"
        self._say(f"A virtual clip is on, {what}.")
        self._say(f"  board   {WIRINGS[clip.board].machine}")
        self._say(f"  id      {clip.unique_id}")
        self._say(f"  flash   kept in {one_line(_short(clip.folder))}")
        self._say(f"  port    {port}")
        if runner:
            self._say(f"  runner  {runner.story}, sets off at {wish.start_s:g} s")
            for warning in runner.warnings:
                self._say(f"          {one_line(warning)}")
        if wish.screen:
            self._say(f"  wearer  {STORY}; begins at {wish.start_s:g} s")
        next_ = "flash" if not has_app else "live" if wish.tethered else "download"
        self._say("In another terminal, for example:")
        for command in ("devices", "doctor", next_):
            self._say(f"  recoil {command} --port {port}" if command == "doctor" else f"  recoil {command}")
        self._say("Ctrl-C switches it off. Min:s since it was switched on:")

    def _watch(self, cable: Cable, run: WornRun | None) -> None:
        narrator = Narrator(cable, self._say, meaning_of_signal if self._wish.screen else meaning_of)
        if run:
            run.begin(self._persistent.clip, cable, self._wish.hurry)
            with self._console.status("running"):
                for _ in narrator.follow(until_us=1e6 * run.end_s):
                    pass
            what = "screening" if self._wish.screen else "run"
            self._say(f"The {what} is over: recoil download gets its session.")
        for _ in narrator.follow():
            pass

    def _say(self, line: str) -> None:
        self._console.print(line, soft_wrap=True)


def _short(folder: Path) -> Path:
    """Return a folder as seen from here, where that is shorter."""
    here = Path.cwd()
    return folder.relative_to(here) if folder.is_relative_to(here) and folder != here else folder
