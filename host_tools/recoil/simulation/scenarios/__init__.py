"""A run on a virtual clip, from an empty flash to a downloaded session: `recoil demo`."""
