"""From whatever is on a board to a clip that runs: the steps of `recoil flash`."""

import contextlib
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass

from recoil.common.reporting import Reporter
from recoil.device.clock import check_clock
from recoil.device.configuration import other_meanings, read_settings, write_settings
from recoil.device.errors import DeviceError
from recoil.device.facts import Facts, facts_of, frozen_modules
from recoil.device.protocol import PortInUseError, Status, ask_status
from recoil.device.rawflash import heads_of
from recoil.device.repl import Link, attached
from recoil.device.runners import memories, relearning
from recoil.device.schema import whole
from recoil.device.wake import BOOT_S
from recoil.firmware.compiled import is_kernel
from recoil.firmware.files import module_files
from recoil.firmware.linking import module_name
from recoil_clip.settings.settings import Settings
from recoil_clip.spec.files import SETTINGS

from .checks import check_board, check_pages, check_version
from .image import Image, build
from .installer import Installer, Plan

Progress = Callable[[str, int, int], None]  # stage, done, total


@dataclass(frozen=True)
class Options:
    """What the user wants beyond the usual."""

    dry_run: bool = False
    any_board: bool = False
    replaces: bool = False
    stop_session: bool = False
    downgrades: bool = False
    discards: bool = False
    start_s: float | None = None
    """How long the app may take to answer after the restart; None: `BOOT_S`."""


@dataclass(frozen=True)
class Flashed:
    """What was done, or with a dry run would be."""

    clip_id: str
    machine: str
    micropython: str
    before: str | None
    """Version of the firmware that was there."""
    version: str
    architecture: str
    """Of the kernels' machine code; empty: bytecode."""
    modules: int
    """How many modules the firmware has."""
    kernels: int
    """How many of them are machine code."""
    is_frozen: bool
    """Whether the rest is frozen into the clip's image."""
    sent: int
    copied: int
    removed: int
    sent_bytes: int
    settings_written: bool
    was_current: bool
    dry_run: bool
    runs: bool | None
    """Whether the app answered after the restart; None if nothing was restarted."""

    def as_json(self) -> dict[str, str | int | bool | None]:
        """Return it for another program."""
        return asdict(self)


def flash(path: str, options: Options, reporter: Reporter, progress: Progress) -> Flashed:
    """Bring the clip at a port up to date; interrupted at any moment, it is repaired by another call."""
    start_s = BOOT_S if options.start_s is None else options.start_s
    found = _at_prompt(path, options, reporter, progress)
    if found.plan.waits and not options.dry_run:
        reporter.say("the clip still runs the copy of the app that is to be replaced: starting the other one first")
        _wait(path, start_s)
        found = _at_prompt(path, options, reporter, progress)
        if found.plan.waits:
            raise DeviceError(
                "the clip still runs the copy of the app that is to be replaced",
                "Press the clip's reset button, without holding the other one, and run recoil flash again.",
            )
    if not options.dry_run:
        progress("starting the app", 0, 1)
    runs = None if options.dry_run else _wait(path, start_s) is not None
    facts, image, plan = found.facts, found.image, found.plan
    return Flashed(
        clip_id=facts.clip_id,
        machine=facts.machine,
        micropython=facts.micropython,
        before=facts.firmware,
        version=host_version(),
        architecture=image.architecture,
        modules=found.modules,
        kernels=image.kernels,
        is_frozen=image.is_overlay,
        sent=len(plan.send),
        copied=len(plan.copy),
        removed=len(plan.strays),
        sent_bytes=sum(len(image.files[one]) for one in plan.send),
        settings_written=not found.has_settings,
        was_current=plan.is_done,
        dry_run=options.dry_run,
        runs=runs,
    )


@dataclass(frozen=True)
class _Found:
    """What was on a clip, and what is to be there."""

    facts: Facts
    image: Image
    modules: int
    """How many modules the firmware has, frozen ones counted."""
    plan: Plan
    has_settings: bool


def _at_prompt(path: str, options: Options, reporter: Reporter, progress: Progress) -> _Found:
    """Take the clip over and bring it up to date, unless it has to start anew before that; when left it does."""
    with attached(path, options.stop_session, interrupts=True) as link:
        facts = facts_of(link)
        reporter.detail(f"{facts.machine}, MicroPython {facts.micropython}, id {facts.clip_id}")
        check_board(facts, options.any_board, options.replaces)
        if not facts.is_recoil and not options.discards:
            check_pages(heads_of(link))
        if not options.downgrades:
            check_version(facts.firmware, host_version())
        image = build(facts.mpy, lambda done, total: progress("compiling", done, total))
        modules = image.modules
        if is_frozen(facts.frozen, frozen_modules(link) if facts.frozen else frozenset()):
            image = image.overlay
        installer = Installer(link, image, facts)
        plan = installer.plan()
        for what, paths in (("send", plan.send), ("copy", plan.copy), ("remove", plan.strays)):
            for one in paths:
                reporter.detail(f"{what} {plan.slot}{one}")
        has_settings = link.ask(f"import os\nprint(int({SETTINGS[1:]!r} in os.listdir('/')))", whole(0, 1))
        if not options.dry_run and not plan.waits:
            _carry_out(link, installer, image, plan, facts, has_settings, reporter, progress)
    return _Found(facts, image, modules, plan, has_settings)


def is_frozen(version: str | None, modules: frozenset[str]) -> bool:
    """Return whether a clip's image has this firmware frozen into it: the same version, and every module but kernels.

    Args:
        version: Of the firmware that is frozen, None for none.
        modules: What is frozen, as `recoil_clip/gait/gait`.
    """
    needed = {module_name(path).replace(".", "/") for path in module_files() if not is_kernel(path)}
    return version == host_version() and needed <= {name.removesuffix("/__init__") for name in modules}


def host_version() -> str:
    """Return the version of the firmware that comes with this program."""
    from recoil_clip.app.version import VERSION

    return VERSION


def _carry_out(
    link: Link,
    installer: Installer,
    image: Image,
    plan: Plan,
    facts: Facts,
    has_settings: bool,
    reporter: Reporter,
    progress: Progress,
) -> None:
    if facts.is_foreign:
        installer.keep("/main.py", "/main.py.old")
        reporter.say("the board's own program is kept as main.py.old")
    total = sum(len(image.files[one]) for one in plan.send + plan.copy)
    done = 0

    def advance(more: int) -> None:
        nonlocal done
        done += more
        progress("copying, KB", done // 1024, max(total // 1024, 1))

    installer.carry_out(plan, advance)
    if not has_settings:
        write_settings(link, Settings())
    elif facts.is_first_release:
        for line in other_meanings(read_settings(link)):
            reporter.say(line)
    learning = relearning(memories(link)) if has_settings else ""
    if learning:
        reporter.say(learning)
    reporter.detail(check_clock(link).line())


def _wait(path: str, start_s: float) -> Status | None:
    """Wait for the app to answer, also for another program that has just asked the clip something."""
    deadline = time.monotonic() + start_s
    while time.monotonic() < deadline:
        with contextlib.suppress(PortInUseError):
            status = ask_status(path)
            if status is not None:
                return status
        time.sleep(0.3)
    return None
