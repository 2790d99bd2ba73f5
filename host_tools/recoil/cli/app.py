"""The `recoil` command: finds the commands, turns mistakes into one line and an exit code."""

import os
import sys
from typing import Annotated, Any

import typer

from recoil.cli.lazy import LazyCommand, LazyGroup
from recoil.common.errors import RecoilError, one_line
from recoil.common.terminal import put, put_error
from recoil.common.version import __version__

INTERRUPTED = 130  # 128 + SIGINT, as shells have it


CLIP, SESSIONS, NO_CLIP = "A clip at the cable", "Sessions that came off a clip", "Without a clip"
COMMANDS = {
    "devices": LazyCommand(
        "devices", "devices", "List the clips at this computer: port, id, firmware, battery, room, sessions.", CLIP
    ),
    "flash": LazyCommand("flash", "flash", "Put the firmware on a clip, or bring it up to date.", CLIP),
    "config": LazyCommand(
        "config", "config_app", "Show and change what the clip is set to: target, bands, cues, schedule.", CLIP
    ),
    "coach": LazyCommand(
        "coach", "coach_app", "What the coach has learnt of each runner, and what its pulses mean.", CLIP
    ),
    "sessions": LazyCommand(
        "sessions", "sessions", "List the sessions on a clip: when, how large, and whether a computer has them.", CLIP
    ),
    "download": LazyCommand("download", "download", "Copy sessions off a clip, and check its clock.", CLIP),
    "live": LazyCommand("live", "live", "Show what a clip at the cable does: cadence, bounce, balance, cues.", CLIP),
    "doctor": LazyCommand(
        "doctor", "doctor", "Look at everything a clip needs, and say what is wrong and what to do.", CLIP
    ),
    "rescue": LazyCommand("rescue", "rescue", "Get sessions off a clip whose file system is gone.", CLIP),
    "screen": LazyCommand("screen", "screen_app", "Balance screens: one-leg stance, tandem, lunge, skipping.", CLIP),
    "core": LazyCommand("core", "core_app", "Core work: planks, squats, bridges, and what a run earned.", CLIP),
    "show": LazyCommand("show", "show", "Show what is in a session that came off a clip.", SESSIONS),
    "report": LazyCommand(
        "report", "report", "Write a page about a session that a runner or clinician understands.", SESSIONS
    ),
    "export": LazyCommand(
        "export", "export", "Write sessions as tables, as a FIT activity, or into your watch's own FIT file.", SESSIONS
    ),
    "calibrate": LazyCommand(
        "calibrate",
        "calibrate",
        "Find a runner's own numbers: what contact times are off by, and true speed.",
        SESSIONS,
    ),
    "library": LazyCommand(
        "library",
        "library_app",
        "Keep sessions in one folder: find them, say who ran, note pain, follow weeks.",
        SESSIONS,
    ),
    "compare": LazyCommand(
        "compare", "compare", "Compare two runs, and say whether they differ by more than day to day.", SESSIONS
    ),
    "web": LazyCommand(
        "web", "web", "Work in the browser: clips, squad, runners, runs, what the clip does next.", SESSIONS
    ),
    "open": LazyCommand("open", "open_", "Show a runner or a session in the browser.", SESSIONS),
    "demo": LazyCommand(
        "demo",
        "demo",
        "Show a whole run on a virtual clip: the real firmware on real MicroPython, with no hardware.",
        NO_CLIP,
    ),
    "virtual": LazyCommand(
        "virtual", "virtual", "Switch a virtual clip on, to try every other command without hardware.", NO_CLIP
    ),
    "replay": LazyCommand("replay", "replay", "Replay raw recordings through exactly the code the clip runs.", NO_CLIP),
    "cohort": LazyCommand("cohort", "cohort", "Replay a season of many runners into one Parquet dataset.", NO_CLIP),
    "simulate": LazyCommand(
        "simulate", "simulate", "Simulate a runner with a clip: a recording with the truth of every step.", NO_CLIP
    ),
    "record": LazyCommand(
        "record",
        "record",
        "Record raw samples with a bare sensor: an LSM6DSOX breakout, a USB-I2C adapter, no clip.",
        NO_CLIP,
    ),
    "bench": LazyCommand(
        "bench",
        "bench_app",
        "Measure the gait core, the coach, accuracy, speed, size, and how fast sessions come off a clip.",
        NO_CLIP,
    ),
}


class RecoilGroup(LazyGroup):
    """Ends on a user's mistake with one line and exit code 1, on Ctrl-C with exit code 130."""

    lazy = COMMANDS

    def invoke(self, ctx: Any) -> Any:
        """Run the chosen command."""
        try:
            return super().invoke(ctx)
        except RecoilError as error:
            put_error(error, error.advice)
            raise typer.Exit(1) from None
        except KeyboardInterrupt:
            put("interrupted", err=True)
            raise typer.Exit(INTERRUPTED) from None


app = typer.Typer(
    name="recoil",
    cls=RecoilGroup,
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(wanted: bool) -> None:
    if wanted:
        put(f"recoil {__version__}")
        raise typer.Exit


@app.callback()
def recoil(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and leave.")
    ] = False,
) -> None:
    """Running form from a clip on the waistband: cadence, bounce and left/right balance on every step.

    No clip at hand? `recoil demo` shows a whole run, `recoil virtual` is a clip to try the rest with.
    """


def main() -> None:
    """Run `recoil`."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:  # a terminal that lacks a character, or a file name that is no text, must not end the command
            reconfigure(errors="backslashreplace")
    try:
        app(prog_name="recoil")
    except KeyboardInterrupt:  # before or after the command itself
        sys.exit(INTERRUPTED)
    except OSError as error:  # standard output is full, or gone in a way that is no closed pipe; or a folder cannot be
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is still buffered goes nowhere
        where = f"{one_line(os.fsdecode(error.filename))}: " if isinstance(error.filename, str | bytes) else ""
        put(f"error: {where}{one_line(error.strerror or error).lower()}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
