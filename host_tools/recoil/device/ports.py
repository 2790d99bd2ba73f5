"""The ports at which clips may be: boards with an RP2040 on USB, and virtual clips that are switched on."""

from dataclasses import dataclass
from pathlib import Path

from serial.tools.list_ports import comports

from recoil.common.errors import one_line
from recoil.device.virtual_ports import virtual_ports

from .errors import NoClipError

VENDORS = {0x2E8A: "RP2040 board", 0x239A: "Adafruit board", 0x2341: "Arduino board", 0x1B4F: "SparkFun board"}
CHECKS = (
    "Is the cable a data cable, and plugged in at both ends? Many cables only charge.",
    "Is the clip on, and not in BOOTSEL state (a drive named RPI-RP2 or RP2350)? Then: recoil flash --uf2 FILE.",
    "Does another program (a serial monitor, an editor) hold the port? `recoil doctor` looks at more.",
)


@dataclass(frozen=True)
class Port:
    """A serial port. `id` is the board's own number as USB tells it, empty where that is not known."""

    path: str
    label: str
    id: str = ""
    is_virtual: bool = False


def find_ports() -> list[Port]:
    """Return where a clip may be, in order of path; nothing is sent to any of them."""
    found = [
        Port(port.device, VENDORS[port.vid], (port.serial_number or "").lower())
        for port in comports()
        if port.vid in VENDORS
    ]
    found += [Port(port.path, f"virtual clip {port.name}", port.clip_id, True) for port in virtual_ports()]
    return sorted(found, key=lambda port: port.path)


def choose(wanted: str | None) -> Port:
    """Return the port that is wanted, by its path or the beginning of the clip's id, else the only one there is."""
    ports = find_ports()
    if wanted:
        return _wanted(wanted, ports)
    if not ports:
        raise NoClipError("no clip was found", *CHECKS)
    if len(ports) > 1:
        lines = [f"--port {one_line(port.path)}  {one_line(port.label)} {one_line(port.id)}".rstrip() for port in ports]
        raise NoClipError("several clips were found: say which one is meant", *lines)
    return ports[0]


def _wanted(wanted: str, ports: list[Port]) -> Port:
    for port in ports:
        if port.path == wanted:
            return port
    by_id = [port for port in ports if port.id and port.id.startswith(wanted.lower())]
    if len(by_id) == 1:
        return by_id[0]
    if len(by_id) > 1:
        raise NoClipError(f"the ids of several clips begin with {one_line(wanted)}: give more of it")
    if Path(wanted).exists() or wanted.upper().startswith("COM") or "://" in wanted:
        return Port(wanted, "port")
    seen = ", ".join(one_line(port.path) for port in ports) or "none"
    raise NoClipError(f"there is no port or clip {one_line(wanted)}; there is: {seen}", *CHECKS)
