"""What a clip's pulses mean, and having a clip play them."""

from dataclasses import dataclass

from recoil.device.doctor import on_clip
from recoil.device.repl import Link
from recoil.device.schema import Check, either, label, table
from recoil_clip.app.language import language
from recoil_clip.cueing.patterns import duration_ms
from recoil_clip.cueing.run_walk import PATTERNS as IN_TURN
from recoil_clip.settings.settings import Settings

from .errors import DeviceError

WORDS = {
    "quicker": ("Quicker steps", "two quick pulses", "in a run"),
    "softer": ("Softer, lower", "one long pulse", "in a run"),
    "steadier": ("Steadier", "three slow pulses", "in a run"),
    "even": ("Left like right", "four very slow pulses", "in a run, only where asymmetry was asked for"),
    "confirm": ("Well done: you are there", "one short pulse", "in a run, after a cue"),
    "battery": ("The battery is low, the session ends", "three long pulses", "at any time"),
    "not_kept": ("The run is not kept", "four long pulses", "in a run, or at its end"),
    "started": ("It records", "one long pulse", "answers a long press"),
    "stopped": ("The session is over", "two long pulses", "answers a long press"),
    "marked": ("A marker is set", "one tap", "answers a short press"),
    "muted": ("Muted", "four quick taps", "answers two short presses in a run"),
    "granted": ("Cues again", "two slow taps", "answers two or three short presses in a run"),
    "refused": ("There is none to be had", "three quick taps", "answers presses"),
    "ready": ("Get ready", "three single taps, a second apart", "in a screening or core work"),
    "begin": ("Begin", "one long pulse", "in a screening or core work"),
    "half": ("Half of it is over", "one short pulse", "in a screening or core work"),
    "end": ("The end", "two long pulses", "in a screening or core work"),
    "broken": ("The try ended early", "three quick taps", "in a screening"),
    "finished": ("All is done", "four longish pulses", "after a screening or core work"),
}
"""In the order in which the clip plays them: what it means, how it feels, when it comes."""
RUN_WALK = {
    "run": ("Run", "four quick pulses", "in a run, where it is led"),
    "walk": ("Walk", "two long pulses", "in a run, where it is led"),
    "half_way": ("Half of the plan is over", "three quick pulses", "in a run, where it is led"),
    "done": ("The plan is done", "two long pulses, a second apart", "in a run, where it is led"),
}
"""After them, where running and walking in turn is set."""

_PLAY = """
def play():
    motor.play({count}, {on_ms}, {off_ms})
    board.clock.sleep_ms({lasts_ms})
    return {{}}
told(play)
"""
_FAULT = {"error": label(60), "what": label(300)}
_PLAYED: Check = either(table(_FAULT), table({}))


@dataclass(frozen=True)
class Pattern:
    """A pattern with its words."""

    name: str
    meaning: str
    feeling: str
    when: str
    pattern: tuple[int, int, int]
    """Pulses, on, off in ms."""


def patterns_of(settings: Settings) -> list[Pattern]:
    """Return all that can be felt, with the lengths that are set, and of a plan of running and walking if it is set."""
    patterns = language(settings.pulse_ms, settings.long_pulse_ms)
    words = WORDS
    if settings.run_walk != "off":
        words, patterns = {**WORDS, **RUN_WALK}, (*patterns, *IN_TURN[1:])
    return [Pattern(name, *said, pattern) for (name, said), pattern in zip(words.items(), patterns, strict=True)]


class Feeler:
    """Has the clip at a link play patterns; a `DeviceError` if its motor cannot be used."""

    def __init__(self, link: Link, settings: Settings) -> None:
        self.patterns = patterns_of(settings)
        self._link = link
        link.run(on_clip.PREPARE)
        told = link.ask(on_clip.MOTOR, _PLAYED, timeout_s=14)
        if told.get("error", "MotorFault") != "MotorFault":
            raise DeviceError(f"the motor does not answer: {told['what']}", "recoil doctor tells what to do.")

    def play(self, pattern: Pattern) -> None:
        """Play one and wait until it is over."""
        count, on_ms, off_ms = pattern.pattern
        lasts_ms = duration_ms(pattern.pattern) + 300
        code = _PLAY.format(count=count, on_ms=on_ms, off_ms=off_ms, lasts_ms=lasts_ms)
        told = self._link.ask(code, _PLAYED, timeout_s=12)
        if "error" in told:
            raise DeviceError(f"the motor does not answer: {told['what']}", "recoil doctor tells what to do.")
