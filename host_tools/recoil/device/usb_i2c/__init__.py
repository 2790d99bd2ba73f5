"""Raw recordings from a motion sensor on a desk, through Adafruit's driver: `recoil record --desk`."""
