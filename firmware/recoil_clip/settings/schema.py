"""Every setting there is, in the order in which the file lists them."""

from .field import choice, flag, text, whole, word

SCHEMA = (
    # What is coached.
    choice(
        "target",
        "cadence",
        ("none", "cadence", "bounce", "steadiness", "asymmetry", "contact_share"),
        "What cues are about, one thing at a time; none: only record. Asymmetry is no known risk of injury.",
    ),
    whole("cadence_change_pct", 5, 0, 10, "%", "Target cadence above the runner's own for the pace."),
    whole("cadence_band_pct", 3, 1, 10, "%", "Silent so far below the target; at most two fifths of the change."),
    whole("bounce_change_pct", -10, -20, 0, "%", "Target bounce in mm against the runner's own for the pace."),
    whole("bounce_band_pct", 6, 2, 20, "%", "Silent so far above the target; at most two fifths of the change."),
    whole("contact_share_change_pct", 5, 0, 15, "%", "Target share of contact in a step, above own; for experts."),
    whole("contact_share_band_pct", 3, 1, 10, "%", "Silent so far below it; at most two fifths of the change."),
    whole("steadiness_change_pct", 0, -30, 0, "%", "Target step-to-step variation against the runner's own."),
    whole("steadiness_band_pct", 50, 20, 200, "%", "Silent up to so far above the target variation."),
    whole("asymmetry_band_bp", 150, 50, 500, "0.01 %", "Silent while the left share of contact is so near to half."),
    # When a cue comes.
    whole("outside_steps", 8, 4, 32, "steps", "So many steps in a row outside the band: a cue."),
    whole("inside_steps", 8, 4, 32, "steps", "So many steps in a row back inside after a cue: a confirming pulse."),
    flag("confirm", True, "Whether the confirming pulse is given."),
    whole("cue_interval_s", 30, 10, 600, "s", "At most one cue in this time; more for who does not answer."),
    whole("cue_ceiling", 20, 1, 60, "cues", "At most so many cues in any hour."),
    whole("quiet_start_min", 3, 0, 30, "min", "No cue in the first minutes of running."),
    whole("settle_s", 10, 0, 60, "s", "Steps do not count so long after each start of running."),
    whole("pulse_ms", 120, 60, 250, "ms", "Length of a short pulse; under 60 ms it is easily missed."),
    whole("long_pulse_ms", 600, 300, 1000, "ms", "Length of the long pulse: softer, lower."),
    flag("gentle", False, "Whether all pulses are softer, at 60 %; in running they are missed more easily."),
    whole("quiet_from_h", None, 0, 23, "h", "No cues from this hour of the day on, in local time; null: at any hour."),
    whole("quiet_until_h", 7, 0, 23, "h", "Cues again from this hour on."),
    whole("utc_offset_min", None, -720, 840, "min", "Local time less UTC; a computer writes it with the clock."),
    whole("mask_after_ms", 150, 0, 500, "ms", "Steps during a pulse and so long after it do not count."),
    # The runner's own values.
    whole("baseline_runs", 2, 1, 5, "runs", "So many runs that agree teach the runner's own values."),
    whole("baseline_from_min", 1, 1, 20, "min", "Running time from which on a run teaches."),
    whole(
        "baseline_min", 5, 2, 20, "min", "Running that has to have taught, for each of these runs; half has to count."
    ),
    # How feedback fades over sessions.
    choice(
        "schedule",
        "faded",
        ("faded", "always", "request", "recall", "retention", "off"),
        "Faded: full, fewer, then on request. Recall: one cue. Retention: no cues, a score. Off: no cues at all.",
    ),
    whole("full_sessions", 4, 0, 50, "sessions", "Sessions with all cues."),
    whole("fewer_sessions", 4, 0, 50, "sessions", "Sessions after them with fewer and fewer cues."),
    whole("fewer_block_min", 5, 1, 30, "min", "In these, cues come in the first part of every block so long."),
    whole(
        "retention_every", 5, 0, 50, "sessions", "Later, every so many sessions is a retention run; 0: only the first."
    ),
    whole("session_min", 10, 1, 60, "min", "Shorter running does not count as a session."),
    # Metronome.
    choice(
        "metronome",
        "off",
        ("off", "after_cue", "regular", "last_third"),
        "A tick for every step: never, after cues for quicker steps, every few minutes, or so in the last third.",
    ),
    whole("metronome_burst_s", 20, 5, 60, "s", "Length of a burst of ticks."),
    whole("metronome_every_min", 5, 1, 60, "min", "Running time between regular bursts."),
    whole("run_min", 45, 10, 600, "min", "How long a run usually is; its last third begins at two thirds of that."),
    # Running and walking in turn.
    choice(
        "run_walk",
        "off",
        ("off", "ladder", "own"),
        "Run and walk in turn, led by touch: the step run_walk_level of the built-in ladder, or own intervals.",
    ),
    whole("run_walk_level", 1, 1, 10, "step", "Step of the ladder; the desk moves it on while pain allows."),
    whole("run_walk_run_s", 60, 10, 3600, "s", "Length of a run, for own intervals."),
    whole("run_walk_walk_s", 120, 10, 1800, "s", "Length of a walk, for own intervals."),
    whole("run_walk_times", 8, 1, 60, "runs", "How many runs, for own intervals."),
    # The clip.
    text("clip_name", "Recoil", 1, 24, "Name of the clip, shown when it is plugged in."),
    flag("auto_start", True, "Whether recording starts by itself when running is felt."),
    flag("auto_stop", True, "Whether recording ends by itself when there is no more running."),
    whole("idle_end_min", 5, 1, 60, "min", "Minutes without running after which it ends."),
    flag(
        "bluetooth",
        False,
        "Whether watches hear cadence and usual pace, where the board has a radio.",
    ),
    whole("off_after_days", 3, 0, 6, "days", "Lying still so long it goes off, until its button is pressed; 0: never."),
    whole("low_battery_pct", 10, 3, 50, "%", "At this charge the clip warns and ends the session in good order."),
    whole("led_brightness_pct", 30, 0, 100, "%", "Brightness of the light."),
    choice(
        "session_names",
        "clock",
        ("clock", "counter"),
        "Name sessions by the time in UTC (by a counter if the clock was never set), or always by a counter.",
    ),
    # Raw samples.
    choice("raw", "off", ("off", "first_minutes", "all"), "Which raw samples are kept beside the steps."),
    whole("raw_minutes", 10, 1, 240, "min", "How many, for first_minutes."),
    # The wearer; nobody has to say.
    word("runner_id", None, 1, 16, "Whose own values, schedule and history the coach uses; null: those of no name."),
    text("wearer_name", None, 1, 40, "Written into each session."),
    whole("wearer_mass_kg", None, 20, 250, "kg", "For forces in the report."),
    whole("wearer_height_cm", None, 80, 250, "cm", "For lengths in the report."),
    whole("wearer_pace_s_per_km", None, 150, 900, "s/km", "Usual pace; tells how far a run was where no watch does."),
    whole("wearer_contact_ms", None, -40, 40, "ms", "Added to measured contact times; recoil calibrate finds it."),
    whole("wearer_speed_permille", None, 700, 1400, "0.1 %", "Makes relative speed true; recoil calibrate finds it."),
)


def field_named(name):
    """Return the `Field` of that name, or None."""
    for field in SCHEMA:
        if field.name == name:
            return field
    return None
