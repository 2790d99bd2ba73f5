"""The commands of `recoil`, one file each."""
