"""The `recoil` command."""
