"""Started by MicroPython after boot.py: the clip's app, or, with the button held, safe mode with a free REPL."""

import gc
import sys

# Names are kept in pools that double: the next one is several KB in one piece, which a heap full of garbage has not.
collect_after = getattr(gc, "threshold", int)  # only MicroPython has it
collect_after(8_000)

# `recoil flash` keeps two copies of the app, and replaces this file when the other one is whole. That of Recoil 0.1
# takes a main.py for a clip's if it finds the name recoil_app in it.
sys.path.insert(0, "/app/a")

from recoil_clip.app import led
from recoil_clip.app.boards.choice import this_board
from recoil_clip.app.button import is_held_at_boot

board = this_board()
board.light(led.WAKING)
if is_held_at_boot(board):
    board.light(led.SAFE)
    print("Recoil: safe mode. The app is not started; reset to start it.")
else:
    # Before all else: what loads them is given back, and the rest of the firmware takes its place.
    from recoil_clip.settings.settings import at_start

    settings = at_start()
    gc.collect()

    from recoil_clip.app.launch import main

    gc.collect()
    collect_after(-1)
    board.slow_down()
    main(board, "", settings)
