"""The clip switched off by itself: dark, deaf, all but asleep, until its button is pressed. Loaded only then."""

from . import led

_NAP_MS = 1000


def sleep(board, equipment, sensing):
    """Draw as little as the board can and return when the button was pressed, or a computer is at the plug.

    The board starts anew then, after the button is let go: held at boot it would mean safe mode.
    """
    board.light(led.DARK)
    sensing.doze()
    equipment.haptics.rest()
    if hasattr(board, "deinit"):
        board.deinit()  # its chips' power
    while not (board.is_pressed() or board.usb_connected()):
        board.nap(_NAP_MS)
    while board.is_pressed():
        board.clock.sleep_ms(_NAP_MS // 20)
    board.restart()
