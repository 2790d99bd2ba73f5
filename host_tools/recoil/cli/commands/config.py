"""`recoil config`: the clip's settings."""

from typing import Annotated, Any

import typer

from recoil.cli.commands import options
from recoil.cli.completion import completed_assignments, completed_settings
from recoil.cli.editor import edit as open_editor
from recoil.cli.output import Printer
from recoil.cli.settings_table import write_settings_table
from recoil.common.errors import RecoilError, one_line
from recoil.common.terminal import put, put_error
from recoil.device.clock import check_clock
from recoil.device.configuration import (
    ConfigurationError,
    change,
    editable,
    edited,
    other_meanings,
    read_settings,
    said,
    write_settings,
)
from recoil.device.noise import cautions, check_noise
from recoil.device.ports import choose
from recoil.device.repl import attached
from recoil.device.runners import take_turns
from recoil_clip.settings.schema import SCHEMA, field_named

config_app = typer.Typer(
    name="config", help="Show and change what the clip is set to: target, bands, cues, schedule.", no_args_is_help=True
)


@config_app.command()
def show(
    names: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[KEY]...", help="Only these settings.", show_default=False, autocompletion=completed_settings
        ),
    ] = None,
    port: options.Port = None,
    stop: options.Stop = False,
    as_json: options.Json = False,
) -> None:
    """Show every setting: its value, range, default and meaning.

    recoil config show
    recoil config show target cadence_band_pct
    """
    unknown = [name for name in names or [] if field_named(name) is None]
    if unknown:
        raise ConfigurationError(f"there is no setting named {unknown[0]}", "recoil config show lists them all.")
    with attached(choose(port).path, stop) as link:
        settings = read_settings(link)
    fields = [field for field in SCHEMA if not names or field.name in names]
    Printer(as_json=as_json).document(
        {
            "settings": {field.name: settings.values[field.name] for field in fields},
            "about": {
                field.name: {"default": field.default, "range": field.range(), "meaning": field.meaning}
                for field in fields
            },
            "problems": settings.problems,
        }
    )
    if not as_json:
        for line in other_meanings(settings):
            put(f"written by Recoil 0.1: {line}", err=True)
        write_settings_table([(field, said(settings.values[field.name])) for field in fields])
        for problem in settings.problems:
            put(f"the clip's settings file: {one_line(problem)}", err=True)


@config_app.command("set")
def set_values(
    assignments: Annotated[
        list[str],
        typer.Argument(metavar="KEY=VALUE...", show_default=False, autocompletion=completed_assignments),
    ],
    port: options.Port = None,
    stop: options.Stop = False,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Change settings; all of them or, if one is impossible, none.

    A change of form that is smaller than the runner's own form differs by
    itself, as far as the clip knows it, is refused with the figures.

        recoil config set target=bounce bounce_change_pct=-8
        recoil config set "wearer_name=Ann" wearer_mass_kg=62
        recoil config set wearer_name=null
    """
    given = {assignment.partition("=")[0].strip() for assignment in assignments}
    _changed(lambda settings: change(settings, assignments), port, stop, as_json, quiet, given)


@config_app.command()
def edit(port: options.Port = None, stop: options.Stop = False, quiet: options.Quiet = False) -> None:
    """Change settings in your editor ($VISUAL or $EDITOR), each with its meaning beside it.

    recoil config edit
    """
    path = choose(port).path
    with attached(path, stop) as link:
        settings = read_settings(link)
    before = dict(settings.values)
    text: str | None = editable(settings)
    while True:
        text = open_editor(text, ".toml")
        if text is None:
            Printer(quiet).say("nothing was changed")
            return
        try:
            changes = edited(settings, text)
            break
        except RecoilError as error:
            put_error(error, error.advice)
            if not typer.confirm("Edit again?", default=True):
                raise typer.Exit(1) from None
    said: list[str] = []
    if changes:
        with attached(path, stop) as link:
            names = [name for name, _, _ in changes]
            check_noise(link, settings, names)
            take_turns(link, settings, before, before)
            write_settings(link, settings)
            if settings.quiet_from_h is not None:
                check_clock(link)
            said = cautions(link, settings, names)
    _tell(changes, said, Printer(quiet))


@config_app.command()
def reset(
    port: options.Port = None,
    stop: options.Stop = False,
    yes: options.Yes = False,
    as_json: options.Json = False,
    quiet: options.Quiet = False,
) -> None:
    """Put every setting back to its default. Sessions and what the coach has learnt stay.

    recoil config reset
    """
    if as_json and not yes:
        raise RecoilError("--json asks nobody: add --yes to put every setting back to its default")
    if not yes:
        typer.confirm("Put every setting of the clip back to its default?", abort=True, err=True)

    def all_defaults(settings: Any) -> list[tuple[str, Any, Any]]:
        changes = [(field.name, settings.values[field.name], field.default) for field in SCHEMA]
        for name, _, default in changes:
            settings.set(name, default)
        settings.unknown = []
        return [one for one in changes if one[1] != one[2]]

    _changed(all_defaults, port, stop, as_json, quiet)


def _changed(
    apply: Any, port: str | None, stop: bool, as_json: bool, quiet: bool, given: set[str] | None = None
) -> None:
    """Change settings at the clip, those given by hand, or all; defaults are not refused for being too small."""
    printer = Printer(quiet, as_json=as_json)
    with attached(choose(port).path, stop) as link:
        settings = read_settings(link)
        was_broken = bool(settings.problems)
        before = dict(settings.values)
        changes = apply(settings)
        names = [name for name, _, _ in changes]
        if given is not None:
            check_noise(link, settings, names)
        changes += take_turns(link, settings, before, before if given is None else given)
        if changes or was_broken:
            write_settings(link, settings)
        if settings.quiet_from_h is not None:
            check_clock(link)
        said = cautions(link, settings, names)
    printer.document({"changed": {name: {"from": old, "to": new} for name, old, new in changes}})
    _tell(changes, said, printer)


def _tell(changes: list[tuple[str, Any, Any]], cautious: list[str], printer: Any) -> None:
    for name, old, new in changes:
        printer.say(f"{name}: {said(old)} -> {said(new)}")
    if not changes:
        printer.say("nothing was changed: it is as you want it")
    names = {name: (old, new) for name, old, new in changes}
    old, new = names.get("wearer_name", (None, None))
    if old and new and old.casefold() != new.casefold() and "runner_id" not in names:
        printer.say(
            f"the runner's id stays as it is: what was learnt of {one_line(old, 40)} counts for "
            f"{one_line(new, 40)}; for somebody else set runner_id, too"
        )
    for line in cautious:
        printer.say(line)
