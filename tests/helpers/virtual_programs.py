"""A small program for a virtual clip, and a clip with it."""

from pathlib import Path

from recoil.simulation.clip.clip import VirtualClip

PROGRAM = """
import machine, neopixel, time
print("main runs")
pixel = neopixel.NeoPixel(machine.Pin(16), 1)
pixel[0] = (0, 9, 0)
try:
    pixel.write()  # who sees it may interrupt at once
    while True:
        time.sleep_ms(50)
finally:
    with open("/closed", "w") as file:
        file.write("properly")
"""


def small_clip(folder: Path) -> VirtualClip:
    """Return a clip with the small program on it."""
    clip = VirtualClip(folder / "clip", flash_kb=512)
    clip.flash({"/main.py": PROGRAM, "/boot.py": "booted = True\n"})
    return clip
