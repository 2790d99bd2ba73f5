"""Puts the firmware on a clip: two copies of the app, of which one is in use while the other is being written."""
