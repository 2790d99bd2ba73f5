"""Starts the app, and leaves a clip behind that looks after itself."""

from . import guard, led
from .app import App
from .boards.choice import this_board


def main(board=None, root="", settings=None):
    """Run the clip until Ctrl-C, then return to the REPL with everything saved, and under guard.

    `settings` may have been loaded before; else they are now. An error in the app is raised once what it has left is
    saved: main.py looks after it.
    """
    board = board or this_board()
    guard.stop()
    make = App
    if settings is not None and settings.bluetooth:
        try:
            from .radio import RadioApp as make
        except ImportError:  # MicroPython has no `bluetooth` for this board
            make = App
    try:
        app = make(board, root, settings)
    except KeyboardInterrupt:
        board.light(led.DARK)
        guard.start(board)
        return
    has_begun = False
    while True:
        try:
            if not has_begun:
                has_begun = True
                app.run()
            app.shut()
            guard.start(board)
            return
        except KeyboardInterrupt:
            pass  # to `shut`; one that comes in there begins it again
        except Exception as error:
            app.fail(error)
            raise error
