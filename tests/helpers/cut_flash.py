"""A clip whose flash is as a power cut left it, and the sessions that are on it."""

from pathlib import Path

from recoil.simulation.clip.clip import VirtualClip


def spoil(folder: Path, image: bytes) -> VirtualClip:
    """Return a clip whose flash is as the power cut left it."""
    clip = VirtualClip(folder)
    clip.image.write_bytes(image)
    return clip


def extract(clip: VirtualClip, folder: Path) -> list[Path]:
    """Write the sessions on a clip to a folder."""
    found: set[Path] = set()
    for path, data in clip.read("/sessions/0").items():
        if path.endswith(".seg"):
            target = folder / path[1:]
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
            found.add(target.parent)
    return sorted(found)
