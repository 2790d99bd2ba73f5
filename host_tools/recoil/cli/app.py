"""The `recoil` command: finds the commands, turns mistakes into one line and an exit code."""

import os
import sys
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from recoil.cli.commands.bench import bench_app
from recoil.cli.commands.compare import compare
from recoil.cli.commands.config import config_app
from recoil.cli.commands.core import core_app
from recoil.cli.commands.demo import demo
from recoil.cli.commands.devices import devices
from recoil.cli.commands.doctor import doctor
from recoil.cli.commands.download import download
from recoil.cli.commands.export import export
from recoil.cli.commands.flash import flash
from recoil.cli.commands.library import library_app
from recoil.cli.commands.live import live
from recoil.cli.commands.record import record
from recoil.cli.commands.replay import replay
from recoil.cli.commands.report import report
from recoil.cli.commands.rescue import rescue
from recoil.cli.commands.screen import screen_app
from recoil.cli.commands.sessions import sessions
from recoil.cli.commands.show import show
from recoil.cli.commands.simulate import simulate
from recoil.cli.commands.virtual import virtual
from recoil.cli.commands.web import web
from recoil.common.errors import RecoilError, one_line
from recoil.common.version import __version__

INTERRUPTED = 130  # 128 + SIGINT, as shells have it


class RecoilGroup(TyperGroup):
    """Ends on a user's mistake with one line and exit code 1, on Ctrl-C with exit code 130."""

    def invoke(self, ctx: Any) -> Any:
        """Run the chosen command."""
        try:
            return super().invoke(ctx)
        except RecoilError as error:
            typer.echo(f"error: {one_line(error)}", err=True)
            for line in error.advice:
                typer.echo(f"  {one_line(line)}", err=True)
            raise typer.Exit(1) from None
        except KeyboardInterrupt:
            typer.echo("interrupted", err=True)
            raise typer.Exit(INTERRUPTED) from None


app = typer.Typer(
    name="recoil",
    cls=RecoilGroup,
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
CLIP, SESSIONS, NO_CLIP = "A clip at the cable", "Sessions that came off a clip", "Without a clip"
app.command(rich_help_panel=CLIP)(devices)
app.command(rich_help_panel=CLIP)(flash)
app.add_typer(config_app, rich_help_panel=CLIP)
app.command(rich_help_panel=CLIP)(sessions)
app.command(rich_help_panel=CLIP)(download)
app.command(rich_help_panel=CLIP)(live)
app.command(rich_help_panel=CLIP)(doctor)
app.command(rich_help_panel=CLIP)(rescue)
app.add_typer(screen_app, rich_help_panel=CLIP)
app.add_typer(core_app, rich_help_panel=CLIP)
app.command(rich_help_panel=SESSIONS)(show)
app.command(rich_help_panel=SESSIONS)(report)
app.command(rich_help_panel=SESSIONS)(export)
app.add_typer(library_app, rich_help_panel=SESSIONS)
app.command(rich_help_panel=SESSIONS)(compare)
app.command(rich_help_panel=SESSIONS)(web)
app.command(rich_help_panel=NO_CLIP)(demo)
app.command(rich_help_panel=NO_CLIP)(virtual)
app.command(rich_help_panel=NO_CLIP)(replay)
app.command(rich_help_panel=NO_CLIP)(simulate)
app.command(rich_help_panel=NO_CLIP)(record)
app.add_typer(bench_app, rich_help_panel=NO_CLIP)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"recoil {__version__}")
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
    except OSError as error:  # standard output is full, or gone in a way that is no closed pipe
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is still buffered goes nowhere
        typer.echo(f"error: {one_line(error.strerror or error).lower()}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
