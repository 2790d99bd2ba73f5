"""`recoil show`: what is in a session."""

from recoil.cli.commands.options import Json, Quiet, Session
from recoil.cli.output import Printer
from recoil.library.finding import session_path
from recoil.session import open_session
from recoil.session.facts import show_overview
from recoil.session.overview import overview_of


def show(
    session: Session,
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Show what is in a session that came off a clip.

    When it was and how long, steps with the means over the clean ones (no
    flag), left shares with half of their 95 % interval, cues, markers, faults,
    battery, settings that are not at their defaults, and what is missing.

        recoil show last
        recoil show sessions/00012-20251122T152320Z

    With --quiet it only says whether the session can be read. With --json it
    prints, null where something is not known:

    session, clip, firmware, start (UTC), started, ended, length_s, pauses_s
    (begin and end of each); steps, clean_steps, running_s, cadence_spm,
    contact_ms, flight_ms, contact_of_stride_pct, bounce_mm, peak_g,
    unsteadiness_pct;
    balances (contact, step_time, bounce: left_pct, half_width_pct, pairs);
    spring (duty_factor_pct, peak_force_bw, compression_mm,
    vertical_n_per_m_kg with vertical_low and vertical_high,
    vertical_kn_per_m, leg_kn_per_m; invalid: why not; notes), steadiness
    (regularities, step_variability_pct), pelvis (ranges in degrees, left
    shares), braking (left_g, right_g, spread_g, is_tilt_removed);
    schedule, cues (by name), confirms, run_walk, score_pct, markers (how many), markers_s,
    faults (time_s, number, fault), lost_samples, battery (first and last: pct, v),
    raw_samples, raw_minutes, settings_changed, runner,
    gait_revision, recorded_revision (where it was measured again),
    calibration (contact_ms, speed_permille: the runner's own), speed (where
    it is calibrated: speed_m_s, pace_s_per_km, distance_m, step_length_m,
    vertical_ratio_pct, uncertain_pct),
    withheld (what is not told, and why), notes (what is doubtful),
    missing (sentences);
    trials of a screening and core_work (as recoil screen show and recoil core
    show), core_work_min, core_minutes_earned (minutes, distance_km,
    distance_from, said).

    Times are true seconds since the session's first sample.
    """
    printer = Printer(quiet=quiet, as_json=as_json)
    overview = overview_of(open_session(session_path(session)))
    printer.document(overview)
    if not (quiet or as_json):
        show_overview(overview)
