"""`machine.mem32`: the few registers that a clip may look at. RP2040 data sheet, 4.1.4 and 4.7.6; RP2350 12.7, 12.9."""

from . import current

_RP2040, _RP2350 = 0x40058000, 0x400D8000  # the watchdog
_CTRL, _LOAD, _SCRATCH0, _SCRATCH7 = 0x00, 0x04, 0x0C, 0x28
_CLEAR = 0x3000  # alias of a register that clears bits
_ENABLE = 1 << 30
_SOF_RD, _SIE_STATUS = 0x50110048, 0x50110050
_CONNECTED, _SUSPENDED, _VBUS_DETECTED = 1 << 16, 1 << 4, 1 << 0


class Registers:
    """Behaves as `machine.mem32`; a register that is not modelled is a NotImplementedError, not a silent 0."""

    def __getitem__(self, address):
        """Read a register."""
        board = current.board
        board.clock.look()
        if address == _SIE_STATUS:
            # The port overrides VBUS detection: always 1. Without a computer the bus is idle, which reads as suspended.
            return _VBUS_DETECTED | (_CONNECTED if board.usb else _SUSPENDED)
        if address == _SOF_RD:
            return board.usb_frames() & 0x7FF
        offset = address - _watchdog(board)
        if offset == _CTRL:
            return _ENABLE if board.watchdog.is_running() else 0
        if _SCRATCH0 <= offset <= _SCRATCH7:
            return board.scratch[(offset - _SCRATCH0) // 4]
        raise unmodelled(address)

    def __setitem__(self, address, value):
        """Write a register."""
        board = current.board
        offset = address - _watchdog(board)
        if offset == _LOAD:
            board.watchdog.feed()
        elif offset == _CTRL + _CLEAR:
            if value & _ENABLE:
                board.watchdog.stop()
        elif _SCRATCH0 <= offset <= _SCRATCH7:
            board.scratch[(offset - _SCRATCH0) // 4] = value & 0xFFFFFFFF
        else:
            raise unmodelled(address)


def _watchdog(board):
    return _RP2350 if board.wiring.has_rp2350 else _RP2040


def unmodelled(address):
    """Return the error for an address."""
    return NotImplementedError("the virtual clip has no register at " + hex(address))
