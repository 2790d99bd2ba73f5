"""The firmware of the Recoil clip; each folder is one concern, `app` is the whole."""
