"""The firmware on an emulated board: the real MicroPython image, cycles, the flash cache, and the three chips.

`emulator/` has the board, in JavaScript on rp2040js with a processor in WebAssembly; `docs/developers/target.md` says
what it can and cannot tell.
"""
