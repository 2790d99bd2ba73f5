"""The clips at the cable, and the work that is done with one: each job in a thread of its own, one a port."""

import secrets
import shutil
import statistics
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from recoil.common.errors import RecoilError, one_line
from recoil.common.runner_id import id_of
from recoil.device.calibrating import as_settings, tell_at_cable
from recoil.device.clock import check_clock
from recoil.device.configuration import change, differing, read_settings, write_settings
from recoil.device.download import Downloads, IncompleteError
from recoil.device.facts import check_release, facts_of
from recoil.device.flash.bootsel import bootsel_drives
from recoil.device.holding import hold_for_pain, sessions_to_hold_by, still_held
from recoil.device.noise import check_noise
from recoil.device.plans import begin, send_plan
from recoil.device.ports import Port, find_ports
from recoil.device.protocol import ANSWER_S, LATE_S, ask_status
from recoil.device.repl import Link, attached
from recoil.device.runners import take_turns
from recoil.device.status import Status
from recoil.device.store import stored_sessions
from recoil.device.survey import Found, look, look_at
from recoil.device.telling import tell_clip
from recoil.library.entry import Entry
from recoil_clip.settings.settings import Settings

PATIENCE_S = 60.0
FRESH_S = 0.8  # what was asked so lately is not asked again: a page asks for figures and for its charts
STEADY_S = 8.0  # so long a step counts in what is shown: single ones differ by a tenth
STEP_VALUES = ("bounce_mm", "contact_ms", "flight_ms")


@dataclass
class Job:
    """One piece of work at a port."""

    title: str
    port: str
    kind: str = ""
    id: str = field(default_factory=lambda: secrets.token_urlsafe(8))
    done: int = 0
    total: int = 0
    step: str = ""
    is_over: bool = False
    error: str = ""
    advice: tuple[str, ...] = ()
    result: Any = None
    said: str = ""
    """What else is to be known when it is over."""

    @property
    def percent(self) -> int:
        """How much is done."""
        return min(100 * self.done // self.total, 100) if self.total else 0


class _Silent:
    """Takes what a command would print; the page shows the job's step instead, and at its end the last line."""

    def __init__(self, job: Job) -> None:
        self._job = job

    def say(self, line: str = "") -> None:
        """Keep a line."""
        self._job.said = line

    def detail(self, line: str = "") -> None:
        """Say nothing."""

    warn = detail


class Clips:
    """What is at the ports; a port that is being worked with is left alone."""

    def __init__(self, library: Path) -> None:
        self._library = library
        self._jobs: dict[str, Job] = {}
        self._ports: dict[str, threading.Lock] = {}
        self._lock = threading.Lock()
        self._heard: dict[str, deque[tuple[float, Status]]] = {}
        self._told: dict[str, list[str]] = {}

    def found(self) -> list[tuple[Found | Port, Job | None]]:
        """Return each port with what is there, or with the job that works with it."""
        at_work = {job.port: job for job in self._jobs.values() if not job.is_over}
        there = find_ports()
        seen = iter(look_at([port for port in there if port.path not in at_work], self._look))
        return [(port, at_work[port.path]) if port.path in at_work else (next(seen), None) for port in there]

    def tell(self, before: Entry, entry: Entry, folder: Path, entries: Sequence[Entry], is_named: bool) -> None:
        """Tell a clip at the cable what was said of a session, and before; `told_of` returns what came of it."""
        try:
            with self._all_alone():
                self._told[entry.path] = tell_clip(entry, folder, entries, is_named)
        except RecoilError as error:
            self._told[entry.path] = [f"the clip was not told: {one_line(error)}"]
        self._told[entry.path] = [*self._told[entry.path], *still_held(before, entry, entries)]

    def told_of(self, path: str) -> list[str]:
        """Return what came of what was said last of a session."""
        return self._told.get(path, [])

    def tell_own(self, runner: str, known: Mapping[str, dict[str, Any]]) -> list[str]:
        """Tell clips at the cable a runner's own numbers; return what is to be said of each, nothing without a clip."""
        try:
            with self._all_alone():
                return tell_at_cable(id_of(runner), as_settings(known)) if find_ports() else []
        except RecoilError as error:  # they are kept all the same
            return [f"not told: {one_line(error)}; tell it in a moment"]

    @contextmanager
    def _all_alone(self) -> Iterator[None]:
        with ExitStack() as all_ports:
            for port in sorted(port.path for port in find_ports()):
                all_ports.enter_context(self._alone(port))
            yield

    def _look(self, port: Port) -> Found:
        with self._alone(port.path):
            return look(port)

    @contextmanager
    def _alone(self, port: str, wait_s: float = PATIENCE_S) -> Iterator[None]:
        """Have a port for oneself: two pages that ask the same clip take turns."""
        with self._lock:
            own = self._ports.setdefault(port, threading.Lock())
        if not own.acquire(timeout=wait_s):
            raise RecoilError("the clip is busy with something else that was asked of it", "Try again in a moment.")
        try:
            yield
        finally:
            own.release()

    def status(self, port: str, timeout_s: float = ANSWER_S) -> Status | None:
        """Return what the clip at a port says of itself; None while it says nothing, is worked with or is not there."""
        if port not in {one.path for one in find_ports()}:
            return None
        if any(job.port == port and not job.is_over for job in self._jobs.values()):
            return None
        with self._alone(port):
            return ask_status(port, timeout_s)

    def live(self, port: str) -> Status | None:
        """Return the same for who watches a run: what is of single steps are medians of the last seconds."""
        heard = self._heard.setdefault(port, deque(maxlen=2 * round(STEADY_S / FRESH_S)))
        now_s = time.monotonic()
        if not heard or now_s - heard[-1][0] >= FRESH_S:
            status = self.status(port, LATE_S)
            if status is None:
                heard.clear()
                return None
            if heard and heard[-1][1].session != status.session:
                heard.clear()
            heard.append((time.monotonic(), status))
        last = heard[-1][1]
        recent = [one for at_s, one in heard if at_s >= now_s - STEADY_S and one.is_running]
        steady = {
            name: statistics.median(values)
            for name in STEP_VALUES
            if getattr(last, name) is not None
            and (values := [value for one in recent if (value := getattr(one, name)) is not None])
        }
        return replace(last, **steady)

    def job(self, name: str) -> Job | None:
        """Return a job by its id."""
        return self._jobs.get(name)

    def port_named(self, path: str) -> Port:
        """Return one of the ports that are there: nothing else is ever opened."""
        for port in find_ports():
            if port.path == path:
                return port
        raise RecoilError("that clip is not at the cable any more", "Plug it in again, and look at the start page.")

    def download(self, port: str) -> Job:
        """Begin to bring over what no computer has yet; the result are the sessions' folders."""

        def work(job: Job) -> list[Path]:
            with attached(port) as link:
                facts = facts_of(link)
                waiting = [session for session in stored_sessions(link) if not session.is_marked]
                job.total = sum(session.size_bytes for session in waiting)
                downloads = Downloads(self._library, facts.clip_id)
                came, failed = [], []
                if waiting:
                    downloads.prepare(job.total)
                for session in waiting:
                    job.step = session.name

                    def advance(name: str, more: int) -> None:
                        job.done += more

                    try:
                        came.append(downloads.fetch(link, session, False, advance).path)
                    except IncompleteError as error:
                        failed.append(one_line(error))
                learning = downloads.keep_history(link) if came else ""
                job.said = ". ".join([*([learning] if learning else []), *self._held(link, facts.clip_id)])
                check_clock(link)
            if failed:
                job.error = "; ".join(failed)
            return came

        return self._begin("Getting the sessions", port, work, "download")

    def _held(self, link: Link, clip: str) -> list[str]:
        """Have a clip not cue those whose last session hurt, if it was not at the cable when that was said."""
        if not self._library.is_dir():
            return []
        try:
            entries = sessions_to_hold_by(self._library, clip)
            return hold_for_pain(link, entries, clip) if entries else []
        except RecoilError as error:
            return [f"the clip could not be told of the pain: {one_line(error)}"]

    def flash(self, port: str) -> Job:
        """Begin to put the firmware on a board, or to bring a clip up to date."""
        from recoil.device.flash.flashing import Options, flash

        def work(job: Job) -> Any:
            def advance(step: str, done: int, total: int) -> None:
                job.step, job.done, job.total = step, done, total

            return flash(port, Options(), _Silent(job), advance)  # pyright: ignore[reportArgumentType]

        return self._begin("Putting the firmware on", port, work, "flash")

    @staticmethod
    def drives() -> list[str]:
        """Return the boards that wait for MicroPython: those in BOOTSEL state."""
        return [drive.name for drive in bootsel_drives()]

    def put_micropython(self, file: Path) -> Job:
        """Begin to put MicroPython on the board in BOOTSEL state; the file is removed afterwards."""
        from recoil.device.flash.micropython import put_micropython

        def work(job: Job) -> str:
            try:
                job.step = "copying, then the board starts anew"
                return put_micropython(file).path
            finally:
                shutil.rmtree(file.parent, ignore_errors=True)

        job = Job("Putting MicroPython on", "the board in BOOTSEL state", "micropython")
        begun = self._run(job, work)
        if begun is not job:  # pressed twice: this file is not wanted
            shutil.rmtree(file.parent, ignore_errors=True)
        return begun

    def examine(self, port: str) -> Job:
        """Begin to look at everything a clip needs; the result are the doctor's findings."""
        from recoil.device.doctor.examination import examine
        from recoil.device.doctor.haptics import Feel

        def work(job: Job) -> list[Any]:
            found = []
            for finding in examine(port, Feel(why_not="it is asked at the terminal only: recoil doctor")):
                found.append(finding)
                job.step = finding.name
            return found

        return self._begin("Looking at everything", port, work, "doctor")

    def begin_exercise(self, port: str, plan: dict[str, Any], begins: bool) -> None:
        """Put a plan for a screening or core work on a clip, and begin it there if that is wanted."""
        path = self.port_named(port).path
        with self._alone(path):
            with attached(path) as link:
                check_release(link)
                send_plan(link, plan)
            if begins:
                begin(path, plan["kind"])

    def settings(self, port: str) -> Settings:
        """Return the settings of the clip at a port; its app starts anew afterwards."""
        path = self.port_named(port).path
        with self._alone(path), attached(path) as link:
            return read_settings(link)

    def set(self, port: str, assignments: list[str]) -> list[tuple[str, Any, Any]]:
        """Change settings, all or none; return name, old and new value of each."""
        path = self.port_named(port).path
        with self._alone(path), attached(path) as link:
            settings = read_settings(link)
            before = dict(settings.values)
            changed = change(settings, differing(settings, assignments))
            names = [name for name, _, _ in changed]
            check_noise(link, settings, names)
            changed += take_turns(link, settings, before, names)
            if changed:
                write_settings(link, settings)
            if settings.quiet_from_h is not None:
                check_clock(link)
            return changed

    def _begin(self, title: str, port: str, work: Callable[[Job], Any], kind: str) -> Job:
        return self._run(Job(title, self.port_named(port).path, kind), work)

    def _run(self, job: Job, work: Callable[[Job], Any]) -> Job:
        with self._lock:
            for other in self._jobs.values():
                if other.port == job.port and not other.is_over:
                    return other  # pressed twice
            self._jobs[job.id] = job

        def run() -> None:
            try:
                with self._alone(job.port):
                    job.result = work(job)
            except RecoilError as error:
                job.error, job.advice = one_line(error), tuple(map(one_line, error.advice))
            except Exception as error:  # a job that dies unseen would turn for ever
                job.error = f"it stopped: {one_line(error) or type(error).__name__}"
            finally:
                job.is_over = True

        threading.Thread(target=run, daemon=True, name=job.title).start()
        return job
