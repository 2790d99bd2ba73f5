"""What can go wrong with settings, in sentences that a person can act on."""


class SettingsError(Exception):
    """A value that a setting cannot have, or a file that could not be written."""
