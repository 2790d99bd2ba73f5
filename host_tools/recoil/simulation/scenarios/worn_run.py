"""A run with a virtual clip that is switched on: the cable comes out, someone runs, the cable goes in again."""

import json
import time
from dataclasses import dataclass

from recoil.recording.reading import Recording
from recoil.simulation.clip.cable import Cable
from recoil.simulation.clip.clip import VirtualClip
from recoil.simulation.clip.motion import NOMINAL_HZ, Motion
from recoil.simulation.runner import Runner, Worn, simulate
from recoil.simulation.scenarios.runner import Demonstration, baseline_of
from recoil_clip.spec.files import HISTORY, SETTINGS

READY_S = 4.0  # the cable is out and the button pressed so long before the motion begins: the clip has booted by then
SAVING_S = 5.0
LONG_PRESS_MS = 1200
FRESH_S = 75.0


@dataclass(frozen=True)
class WornRun:
    """`start_s`: when the motion begins, in s after the clip was switched on; `tethered`: the cable stays in."""

    motion: Motion
    start_s: float
    tethered: bool = False

    @property
    def end_s(self) -> float:
        """When the runner is back and the clip has saved the session."""
        return self.start_s + self.motion.seconds + SAVING_S

    def button_presses(self, out_ms: float, back_ms: float) -> list[tuple[float, int]]:
        """Return when the button is pressed and for how long: a session begins and ends."""
        return [(out_ms + 1000, LONG_PRESS_MS), (back_ms, LONG_PRESS_MS)]

    def begin(self, clip: VirtualClip, cable: Cable, hurry: bool) -> None:
        """Have it all happen; the clip was just switched on."""
        cable.send("set_clock", utc_s=time.time() - (self.end_s if hurry else 0))
        event = dict(clip.motion_event(self.motion, at_ms=1000 * self.start_s))
        cable.send(event.pop("do"), **event)
        out_ms, back_ms = 1000 * (self.start_s - READY_S), 1000 * (self.end_s - SAVING_S)
        # At a computer, too, a long press begins a session.
        for at_ms, ms in self.button_presses(out_ms, back_ms):
            cable.send("press", ms=ms, at_ms=at_ms)
        if not self.tethered:
            cable.send("usb", plugged=False, at_ms=out_ms)
            cable.send("usb", plugged=True, at_ms=1000 * self.end_s)
        if hurry:
            cable.hurry(self.end_s)


def simulated(minutes: float, fade_pct: float, seed: int = 1) -> Demonstration:
    """Return a runner whose form fades towards the end, at one speed."""
    worn = Worn(tilt_deg=8, tilt_towards_deg=60, rate_hz=NOMINAL_HZ, ringing_g=0.2)
    found = simulate(
        Runner(fade_pct=fade_pct, fades_at_one_speed=True), worn, f"stand 4, run {60 * minutes:g}, stand 8", seed
    )
    fresh = found.time_s < FRESH_S
    recording = Recording.of("fresh", found.time_s[fresh], found.acc_g[fresh], found.gyr_dps[fresh])
    story = f"simulated, {minutes:g} min, cadence fades by {fade_pct:g} %"
    return Demonstration(found.counts, worn.true_rate_hz, baseline_of(recording), story)


def teach(clip: VirtualClip, runner: Demonstration, settings: dict[str, object] | None = None) -> bool:
    """Have the clip know the runner, as after two runs without cues, unless it knows one; return whether."""
    known = clip.read()
    files: dict[str, str] = {}
    if runner.baseline and HISTORY not in known:
        files[HISTORY] = json.dumps(runner.memory())
    if settings and SETTINGS not in known:
        files[SETTINGS] = json.dumps(settings, indent=1)
    if files:
        clip.put(files)
    return HISTORY in files
