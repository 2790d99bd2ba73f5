"""Opens a session that a clip recorded."""

from dataclasses import replace
from pathlib import Path

from recoil.common.errors import one_line

from .assembly import session_of
from .calibration import calibrated
from .errors import SessionError
from .files import contents, segments_in
from .remeasured import remeasured_in, with_remeasured
from .session import Session


def open_session(path: Path | str) -> Session:
    """Read a session that a clip recorded: all that is intact, and what is missing.

        session = recoil.open_session("sessions/00012-20251122T152320Z")
        session.steps["contact_us"].mean() / 1000   # ms
        print(*session.missing, sep="\\n")

    Args:
        path: The session's folder, or one segment of it (a file `*.seg`).

    Returns:
        A `Session`. Damage never stops it: every page that is intact is read, newer kinds of pages, records and events
        are passed over or kept, and `session.missing` says in sentences what is lost.

    Raises:
        recoil.session.SessionError: the only error, its text one line for people: there is no such folder or file, or
            it cannot be read; it is no session; nothing in it is intact; or newer firmware wrote it, and a newer
            Recoil is needed.

    **Times** count in the gait core's time from the session's first sample. The core takes a sample for a whole number
    of microseconds; multiply by `session.header.true_time` for true time (`session.step_time_s()` does). Raw samples
    and events begin some seconds after the first sample, when running was certain; steps may be a little older.

    **session.steps**, a numpy array with a row per step, in the order in which they were written:

        initial_contact_us  when the foot met the ground; negative: before the first sample
        step_us             from there to the next initial contact, of the other foot
        contact_us          on the ground
        flight_us           step_us - contact_us; negative: both feet were down
        bounce_um           vertical travel of the pelvis, peak to trough
        peak_mg             highest upward specific force at 50 Hz bandwidth; 1000 at rest
        side                -1 left, 1 right, 0 not known
        flags               sum of 1: a sample was at the end of the sensor's range, 2: lost samples were bridged,
                            4: the recording ended within the step, 8: the motor was on; 0: clean
        speed_mm_s          of the average runner who moves like this, not calibrated for who ran: it compares paces of
                            one runner; 0: not known, as in sessions of older firmware

    **session.events**, a row per event: `time_ms`, `kind` and `value`. `recoil.session.EVENT_NAMES` has the kinds'
    names; kinds that are not in it come from newer firmware. Values: start 0 by the button, 1 by itself; stop 1 button,
    2 no running, 3 battery, 4 host, 5 fault; cue 1 quicker, 2 softer, 3 steadier, 5 metronome, 6 even; gap samples lost
    before the next one; fault the app's number of it; battery percent x 65536 + millivolts; full 1 raw samples stopped,
    2 the log stopped; score percent of steps inside the band; phase the coach's number of it; mute 1 when the runner
    muted the cues, 2 when quiet hours did, 0 when they were wanted again; validity the bits of the sensor's axes that
    cannot be believed from then on (1 ahead, 2 up, 4 right, 8 to 32 rotation about them); plan the phase of a plan of
    running and walking + 256 x how many there were before; rate the true sample period in ns; withheld a quantity + 256
    x the reason for which it is not told; others 0. `recoil_clip.spec.validity` has the numbers of quantities and
    reasons.

    **session.strides**, a row per stride, two clean steps in a row; there are none in sessions of older firmware.
    Ranges are of the pelvis, in 0.01 degrees (the clip writes them to 0.2 degrees); -32768 is not known:

        time_ms             of its first step's initial contact
        side                of its first step: -1 left, 1 right
        tilt_cdeg, obliquity_cdeg, rotation_cdeg
                            peak to trough over the stride, about the axes to the right, ahead and up
        tilt_left_cdeg, tilt_right_cdeg, rotation_left_cdeg, rotation_right_cdeg
                            peak to trough within the left and the right step
        drop_left_cdeg, drop_right_cdeg
                            how far the pelvis drops toward the swinging leg in the left and the right stance
        braking_left_mg, braking_right_mg
                            mean backward acceleration of the pelvis over the first half of contact
        speed_mm_s          mean of its steps'; 0: not known

    **session.minutes**, a row about each minute of the session:

        time_ms             of its end
        steps, cues         how many there were
        unclean_steps       of the steps, those with a flag: not in the means
        step_us, contact_us, bounce_um, peak_mg
                            means over the clean steps; 0: there was none
        unsteadiness_bp     0.01 %; -1: not known
        cadence_cspm        over the last eight steps, 0.01 steps/min
        contact_left_bp, step_time_left_bp, bounce_left_bp
                            left share since the session's start, 0.01 %; 5000 is even
        contact_half_width_bp, step_time_half_width_bp, bounce_half_width_bp
                            half of its 95 % interval, 0.01 %; -1: too few pairs, the share means nothing yet
        contact_pairs, step_time_pairs, bounce_pairs
                            pairs of a left and a right step so far
        vertical_step_regularity_bp, vertical_stride_regularity_bp, forward_step_regularity_bp,
        forward_stride_regularity_bp, side_step_regularity_bp, side_stride_regularity_bp
                            autocorrelation of trunk acceleration after a step and a stride, 0.01 %: 10000 is perfect;
                            here and below -32768 is not known, as all of it is in sessions of older firmware
        step_variability_bp spread of the last 150 step times over their mean, 0.01 %
        tilt_cdeg ... braking_right_mg
                            means over the minute's strides, columns as in session.strides
        strides, regularity_windows
                            how many of them the means are of
        speed_mm_s          mean over the steps that have one; 0: not known
        withheld            what is not told, and why: four bits for each quantity, 0: it is told.
                            `recoil.session.withheld_in(session.minutes)` takes it apart

    **session.raw**, raw samples if they were wanted, unpacked at the first use (7 s for each hour): `raw.runs` are
    stretches without a gap, in order, each with `first`, the number of its first sample, and `counts`, n x 6 int16 in
    body axes (x forward, y up, z right): accelerometer x, y, z, gyroscope x, y, z. Sample n was taken at
    n x `header.period_ns`; a count is `header.acceleration_g` or `header.rotation_dps`. `raw.damage` says in sentences
    which intact pages make no sense.

    **session.header** has number, start, sample period, clip id, firmware version, runner id, the gait core's revision
    and the axes that could not be believed at the start (None if no head page is intact); **session.withheld** what is
    not told, and why: where a quantity is withheld, its columns in minutes and strides are not known;
    **session.settings** the runner's settings (None if missing); **session.ended** whether the clip ended the session
    itself; **session.is_whole** whether nothing is missing; **session.recorded_revision** the revision of the gait core
    on the clip where `recoil library remeasure` has measured the session again (None: it has not);
    **session.calibration** the runner's own numbers (`recoil calibrate`) with which contact, flight and speed are told
    here, where the session's settings have any (None: as they were measured).

    Numbers are as the clip wrote them: a file that was made up may hold times and lengths beyond any sense.
    """
    path = Path(path)
    missing: list[str] = []
    try:
        files = segments_in(path, missing)
        segments = contents(files, missing)
        session = session_of(one_line(path.absolute().name, 80), segments, files != [path], missing)
        said: list[str] = []
        if files != [path]:
            session = with_remeasured(session, remeasured_in(path, said))
        session = calibrated(session)
        return replace(session, missing=(*session.missing, *said)) if said else session
    except (OSError, ValueError) as error:
        raise SessionError(f"{one_line(path)}: {one_line(getattr(error, 'strerror', None) or error)}") from None
    except SessionError as error:
        raise SessionError(f"{one_line(path)}: {error}") from None
