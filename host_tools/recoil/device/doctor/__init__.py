"""Looks at everything that a clip at a computer needs, and says what is wrong and what to do: `recoil doctor`."""
