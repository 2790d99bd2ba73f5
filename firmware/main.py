"""Started by MicroPython after boot.py: the clip's app, or, with the button held, safe mode with a free REPL.

Whatever goes wrong comes here: it is noted in the file `failed`, shown by the light, and the clip starts anew, the
third and fourth time with the other copy of the app. The sixth time it stays at its prompt; a reset tries again.
"""

import gc
import sys
import time

# Names are kept in pools that double: the next one is several KB in one piece, which a heap full of garbage has not.
collect_after = getattr(gc, "threshold", int)  # only MicroPython has it
collect_after(24_000)

board = None
failures = 0
began_ms = time.ticks_ms()
try:
    with open("failed") as file:
        failures = int(file.readline())
except (OSError, ValueError):
    pass
try:
    # `recoil flash` keeps two copies of the app, and replaces this file when the other one is whole. That of Recoil 0.1
    # takes a main.py for a clip's if it finds the name recoil_app in it.
    sys.path.insert(0, "/app/a")
    if failures in (2, 3):
        sys.path[0] = "/app/" + ("b" if sys.path[0][-1] == "a" else "a")

    from recoil_clip.app import led
    from recoil_clip.app.boards.choice import this_board
    from recoil_clip.app.button import is_held_at_boot

    board = this_board()
    board.light(led.WAKING)
    lit_ms = time.ticks_ms()
    settings = None
    is_held = is_held_at_boot(board, 0)
    if not is_held:
        # Before all else: what loads them is given back, and the rest of the firmware takes its place. Meanwhile the
        # button can be pressed.
        from recoil_clip.settings.settings import at_start

        settings = at_start()
        gc.collect()
        is_held = is_held_at_boot(board, 700 - time.ticks_diff(time.ticks_ms(), lit_ms))
    if is_held:
        board.light(led.SAFE)
        print("Recoil: safe mode. The app is not started; reset to start it.")
    else:
        from recoil_clip.app.in_place import use_flash
        from recoil_clip.app.launch import main

        if failures not in (2, 3):  # the code of a copy that is to be replaced must not be in use
            use_flash(sys.path[0])
        gc.collect()
        collect_after(-1)
        board.slow_down()
        main(board, "", settings)
except Exception as error:
    if time.ticks_diff(time.ticks_ms(), began_ms) > 60_000:
        failures = 0  # it worked for a while
    failures += 1
    sys.print_exception(error)
    try:
        with open("failed", "w") as file:
            file.write(str(failures % 6) + "\n" + repr(error) + "\n")
    except OSError:
        pass  # it is tried again all the same
    import machine

    try:
        board.light((70, 0, 0))
    except Exception:
        machine.Pin("LED", machine.Pin.OUT, value=1)  # what the port calls the board's own lamp needs no file
    print("Recoil: the app does not start." if failures == 6 else "Recoil: starting anew.")
    if failures < 6:
        time.sleep(3)  # Ctrl-C comes through
        if board is None:
            machine.reset()
        board.restart()
