"""The file with the code of all functions that each copy of the app has: `recoil_clip.app.in_place` says what for."""

from ..compat import const

BLOCK_BYTES = const(4096)
FIRST_WORD = const(0x2C0D0000)
"""Of a block, plus how many pieces of code there are. The second is `in_place_kernels.check` of those behind it. Then
come the pieces: how many words each has, then these."""
