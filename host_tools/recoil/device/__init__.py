"""A clip at the end of a USB cable, by way of mpremote: finding it, talking to it, its files and sessions."""
