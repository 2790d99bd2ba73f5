"""The boards: one file each, the only place that knows pins and how the chip sits in the clip.

A board has `name`, `mount`, `i2c`, `clock` (as `time`), `watchdog`, and the calls `is_pressed`, `light`,
`usb_connected`, `clip_id`, `utc_s`, `hold_ctrl_c`, `release_ctrl_c`, `ctrl_c_waits`, `typed`, `can_say`, `say`,
`each_second`, `restart`, `slow_down`, `nap`. One whose battery is told without a MAX17048 has an `own_gauge`, one that
can take its chips' power away `deinit`.
`mount` says for each body axis (forward, up, right) which chip axis it is: 1 x, 2 y, 3 z,
negative if turned round.
"""
