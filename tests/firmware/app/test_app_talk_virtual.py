"""Talking at the board's own port on the virtual clip, and the streams that it goes through."""

from pathlib import Path

from program_runs import NEEDS_MICROPYTHON, run_program, said
from recoil.device.messages import RawMessage, parse
from recoil.device.status import Status
from recoil.simulation.clip import engine
from recoil.simulation.clip.clip import VirtualClip


@NEEDS_MICROPYTHON
def test_looking_for_a_byte_allocates_nothing(tmp_path: Path) -> None:
    program = """
import micropython
from recoil_clip.app.boards.choice import this_board
board = this_board()
board.clock.sleep_ms(2000)
found = [0] * 5
micropython.heap_lock()
found[0] = board.typed()
found[1] = board.typed()
found[2] = board.typed()
found[3] = board.can_say()
found[4] = board.usb_connected()
micropython.heap_unlock()
print(found, board.ctrl_c_waits())
board.say(b"raw\\n\\x00\\xff|")
"""
    clip = VirtualClip(tmp_path / "clip", runtime=engine.MICROPYTHON)
    clip.flash()
    clip.put({"/main.py": program})
    observed = clip.run(5, None, [{"do": "type", "text": "\x16\x0d", "at_ms": 1_000}])
    assert said(observed)[:2] == ["[22, 13, -1, True, False] False", "raw"] and "\x00\ufffd|" in observed.console


def test_streams_and_select_of_the_virtual_clip(tmp_path: Path, runtime: str) -> None:
    program = """
import select, sys, time
both = select.poll()
both.register(sys.stdin, select.POLLIN)
both.register(sys.stdout, select.POLLOUT)
print(len(both.poll(0)), [flags for _, flags in both.ipoll(0)])
both.unregister(sys.stdout)
began = time.ticks_ms()
print(both.poll(50), 50 <= time.ticks_ms() - began < 60)
print(len(both.poll(5000)), time.ticks_ms() // 1000)
buffer = bytearray(3)
print(sys.stdin.buffer.readinto(buffer), bytes(buffer), sys.stdin.read(1) == "\\n", sys.stdin.buffer.read(1))
print(sys.stdout.write("text\\n"), sys.stdout.buffer.write(b"bytes\\n"))
"""
    observed, _ = run_program(
        tmp_path, program, 6, runtime, events=[{"do": "type", "text": "a\r\xffb\r\r", "at_ms": 3_000}]
    )
    lines = said(observed)
    assert lines[:4] == ["1 [4]", "[] True", "1 3", "3 b'a\\r\\xff' False b'\\r'"]
    assert set(lines[4:]) == {"text", "bytes", "5 6"}


def test_the_answer_on_the_virtual_clip(tmp_path: Path, runtime: str) -> None:
    clip = VirtualClip(tmp_path / "clip", runtime=runtime)
    clip.flash()
    usb = {"do": "usb", "at_ms": 500}
    observed = clip.run(12, None, [usb, {"do": "type", "text": "\x16\x14\x12", "at_ms": 5_000}])
    found = [parse(line.encode()) for line in observed.console.splitlines()]
    states = [message.state for message in found if isinstance(message, Status)]
    assert states == ["usb"] * 3
    assert sum(len(message.counts) for message in found if isinstance(message, RawMessage)) > 550
