"""The ports: what is there, and whether this user may use it."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

from recoil.device.doctor.finding import Finding, fail, ok, warn
from recoil.device.flash.bootsel import bootsel_drives
from recoil.device.ports import CHECKS, VENDORS, Port, find_ports

NAME = "port"
RULES = "/etc/udev/rules.d/60-recoil.rules"  # before 73-seat-late.rules, which acts on `uaccess`

_CHECKS = tuple(line for line in CHECKS if "recoil doctor" not in line)  # this is the doctor


def ports(chosen: Port | None) -> Iterator[Finding]:
    """Look at what is there; only the chosen one, if there is a choice."""
    found = [chosen] if chosen else find_ports()
    drives = bootsel_drives()
    for drive in drives:
        yield warn(
            NAME,
            f"{drive.name}: a board in BOOTSEL state, without MicroPython",
            "recoil flash --uf2 FILE puts MicroPython and the firmware on it.",
        )
    if not found and not drives:
        yield fail(NAME, "no clip was found", *_CHECKS, "With no hardware: recoil virtual, in another terminal.")
    for port in found:
        yield access(port)


def access(port: Port) -> Finding:
    """Look whether a port can be used."""
    known = f"{port.label} {'' if port.is_virtual else port.id}".strip()
    named = port.path if port.label == "port" else f"{port.path}, {known}"
    if "://" in port.path or sys.platform == "win32":
        return ok(NAME, named)
    if not Path(port.path).exists():
        return fail(NAME, f"{named}: is not there any more", *_CHECKS)
    if os.access(port.path, os.R_OK | os.W_OK):
        return ok(NAME, named)
    return fail(NAME, f"{named}: you may not read and write it", *permission_advice(port.path))


def permission_advice(path: str) -> list[str]:
    """Say how to get permission: by the group that has it, or by a rule for these boards."""
    advice = []
    group = group_of(path)
    if group:
        advice = [f"sudo usermod -a -G {group} $USER", "then log out and in again"]
    if sys.platform == "linux":
        advice += [
            f"{'or, without the group, ' if group else ''}put these lines into {RULES}",
            *udev_rules(),
            "sudo udevadm control --reload-rules && sudo udevadm trigger",
            "then pull the cable out and plug it in",
        ]
    return advice


def udev_rules() -> list[str]:
    """Return the rules that let whoever sits at this computer use the boards."""
    return [f'SUBSYSTEM=="tty", ATTRS{{idVendor}}=="{vid:04x}", MODE="0660", TAG+="uaccess"' for vid in VENDORS]


def group_of(path: str) -> str:
    """Return the group that may use a port (dialout, uucp), empty if none but root's may."""
    import grp

    try:
        found = Path(path).stat()
        group = grp.getgrgid(found.st_gid).gr_name
    except (OSError, KeyError):
        return ""
    return group if found.st_mode & 0o060 == 0o060 and found.st_gid else ""
