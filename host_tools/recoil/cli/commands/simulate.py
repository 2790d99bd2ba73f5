"""`recoil simulate`: a runner, a worn clip, a recording and its truth."""

from pathlib import Path
from typing import Annotated

import typer

from recoil.cli.commands.options import Quiet
from recoil.cli.progress import FileProgress
from recoil.common.errors import OutputError, RecoilError, one_line
from recoil.common.terminal import put
from recoil.simulation import runner as simulation
from recoil.simulation.runner import Simulation

RUNNER, CLIP, SESSION = "The runner", "The worn clip", "The session"


def simulate(
    output: Annotated[
        Path,
        typer.Argument(metavar="OUTPUT", help="NAME.csv or NAME.csv.gz; the truth goes to NAME.steps.csv beside it."),
    ] = Path("simulated.csv.gz"),
    cadence: Annotated[float, typer.Option(metavar="SPM", help="Steps per minute.", rich_help_panel=RUNNER)] = 168.0,
    contact: Annotated[
        float | None, typer.Option(metavar="MS", help="Contact time.", show_default="follows", rich_help_panel=RUNNER)
    ] = None,
    bounce: Annotated[
        float | None, typer.Option(metavar="MM", help="Pelvis bounce.", show_default="follows", rich_help_panel=RUNNER)
    ] = None,
    speed: Annotated[
        float | None, typer.Option(metavar="M/S", help="Speed.", show_default="follows", rich_help_panel=RUNNER)
    ] = None,
    left_contact: Annotated[
        float, typer.Option(metavar="PCT", help="Left share of contact time.", rich_help_panel=RUNNER)
    ] = 50.0,
    left_step: Annotated[
        float, typer.Option(metavar="PCT", help="Left share of step time.", rich_help_panel=RUNNER)
    ] = 50.0,
    left_bounce: Annotated[
        float | None,
        typer.Option(metavar="PCT", help="Left share of bounce.", show_default="follows", rich_help_panel=RUNNER),
    ] = None,
    impact: Annotated[
        float, typer.Option(metavar="BW", help="Heel-strike peak, body weights; 0.8 is hard.", rich_help_panel=RUNNER)
    ] = 0.0,
    fade: Annotated[
        float, typer.Option(metavar="PCT", help="Cadence lost and bounce gained by the end.", rich_help_panel=RUNNER)
    ] = 0.0,
    variability: Annotated[
        float, typer.Option(metavar="X", help="Step to step: 1 typical, 0 a metronome.", rich_help_panel=RUNNER)
    ] = 1.0,
    style: Annotated[
        float, typer.Option(metavar="X", help="Pelvis motion: 0 average, 1 an individual's.", rich_help_panel=RUNNER)
    ] = 0.0,
    mass: Annotated[float, typer.Option(metavar="KG", help="Body mass.", rich_help_panel=RUNNER)] = 70.0,
    tilt: Annotated[float, typer.Option(metavar="DEG", help="How far the clip leans.", rich_help_panel=CLIP)] = 0.0,
    tilt_towards: Annotated[
        float, typer.Option(metavar="DEG", help="Where its top leans: 0 forward, 90 right.", rich_help_panel=CLIP)
    ] = 0.0,
    yaw: Annotated[float, typer.Option(metavar="DEG", help="How far it is turned left.", rich_help_panel=CLIP)] = 0.0,
    upside_down: Annotated[bool, typer.Option("--upside-down", help="Worn upside down.", rich_help_panel=CLIP)] = False,
    gain: Annotated[
        str,
        typer.Option(
            metavar="PCT[,PCT,PCT]", help="Accelerometer gain error: all axes, or x,y,z.", rich_help_panel=CLIP
        ),
    ] = "0",
    offset: Annotated[
        str, typer.Option(metavar="MG[,MG,MG]", help="Accelerometer offset: all axes, or x,y,z.", rich_help_panel=CLIP)
    ] = "0",
    noise: Annotated[
        float, typer.Option(metavar="X", help="Chip noise: 1 as its data sheet says.", rich_help_panel=CLIP)
    ] = 1.0,
    ringing: Annotated[float, typer.Option(metavar="G", help="Ringing after each impact.", rich_help_panel=CLIP)] = 0.0,
    ringing_hz: Annotated[float, typer.Option(metavar="HZ", help="Its frequency.", rich_help_panel=CLIP)] = 17.0,
    rate: Annotated[float, typer.Option(metavar="HZ", help="Nominal sample rate.", rich_help_panel=CLIP)] = 208.0,
    rate_error: Annotated[
        float, typer.Option(metavar="PCT", help="How far the true rate is off.", rich_help_panel=CLIP)
    ] = 0.0,
    lost: Annotated[float, typer.Option(metavar="PCT", help="Samples lost.", rich_help_panel=CLIP)] = 0.0,
    ideal: Annotated[
        bool, typer.Option("--ideal", help="No chip noise, no rounding to counts.", rich_help_panel=CLIP)
    ] = False,
    minutes: Annotated[
        float | None, typer.Option(metavar="MIN", help="Minutes of running.", show_default="1", rich_help_panel=SESSION)
    ] = None,
    plan: Annotated[
        str | None,
        typer.Option(
            metavar="PLAN", help='Instead: "stand 5, walk 20, run 300, stand 20", seconds.', rich_help_panel=SESSION
        ),
    ] = None,
    seed: Annotated[
        int, typer.Option(metavar="N", help="Same seed, same file; another, other chance.", rich_help_panel=SESSION)
    ] = 0,
    overwrite: Annotated[bool, typer.Option("--overwrite", "-f", help="Replace files that are there.")] = False,
    quiet: Quiet = False,
) -> None:
    """Simulate a runner with a clip: a recording with the truth of every step.

    A spring-mass runner stands, starts, runs and stops; the clip adds how it
    is worn and what its chip does. What is left out follows from the rest;
    what no runner does is refused with the range that is possible.

    A runner in numbers:

        recoil simulate run.csv.gz --cadence 168 --contact 245 --minutes 5

    A plan, and form that fades:

        recoil simulate long.csv.gz --plan "walk 20, run 25min" --fade 5

    A clip worn badly, with a rough chip:

        recoil simulate rough.csv --upside-down --ringing 0.5 --lost 0.5
    """
    if not output.name or output.is_dir() or output.name.lower() in (".csv", ".csv.gz"):
        raise OutputError(f"{one_line(output)} is no name for a recording: give NAME.csv or NAME.csv.gz")
    truth = simulation.steps_path(output)
    for path in (output, truth):
        if path.exists() and not overwrite:
            raise OutputError(f"{one_line(path)} exists; --overwrite replaces it")
    if plan is not None and minutes is not None:
        raise RecoilError("give --minutes or --plan, not both")
    try:
        runner = simulation.Runner(
            cadence_spm=cadence,
            contact_ms=contact,
            bounce_mm=bounce,
            speed_mps=speed,
            left_contact_pct=left_contact,
            left_step_pct=left_step,
            left_bounce_pct=left_bounce,
            mass_kg=mass,
            impact_bw=impact,
            variability=variability,
            style=style,
            fade_pct=fade,
        )
        worn = simulation.Worn(
            tilt_deg=tilt,
            tilt_towards_deg=tilt_towards,
            yaw_deg=yaw,
            upside_down=upside_down,
            gain_pct=_per_axis(gain, "gain"),
            offset_mg=_per_axis(offset, "offset"),
            noise=0.0 if ideal else noise,
            quantise=not ideal,
            ringing_g=ringing,
            ringing_hz=ringing_hz,
            rate_hz=rate,
            rate_error_pct=rate_error,
            lost_pct=lost,
        )
        segments = (
            simulation.parse_plan(plan)
            if plan is not None
            else simulation.run_plan(1.0 if minutes is None else minutes)
        )
        made = simulation.simulate(runner, worn, segments, seed)
    except ValueError as error:
        raise RecoilError(str(error)) from None
    with FileProgress(1, shown=not quiet) as progress:
        progress.begin(0, output.name)
        simulation.write_simulation(made, output, progress.advance)
    if not quiet:
        put(f"{one_line(output)}: {_summary(made)}; truth in {one_line(truth)}")


def _per_axis(text: str, name: str) -> float | tuple[float, float, float]:
    """Read one number for all axes or three."""
    try:
        values = [float(part) for part in text.split(",")]
    except ValueError:
        values = []
    if len(values) == 1:
        return values[0]
    if len(values) == 3:
        return values[0], values[1], values[2]
    raise RecoilError(f"{name}: {one_line(text, 24)!r} is not one number or three, e.g. 2 or 2,-1,0.5")


def _summary(made: "Simulation") -> str:
    """Say in one line what was made."""
    text = f"{made.seconds:.0f} s at {made.rate_hz:.2f} Hz"
    steps = made.steps
    if not len(steps):
        return f"{text}, no running"
    steps = steps.select(steps.steady)
    return (
        f"{text}, {len(made.steps)} running steps; once under way {steps.cadence_spm:.1f} steps per minute, "
        f"contact {steps.contact_ms.mean():.0f} ms ({steps.left_share_pct('contact_ms'):.1f} % left), "
        f"flight {steps.flight_ms.mean():.0f} ms, bounce {steps.bounce_sacrum_mm.mean():.0f} mm"
    )
