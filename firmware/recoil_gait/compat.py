"""The only shim: `const` marks names that `mpy-cross` folds into the code."""

try:
    from micropython import const
except ImportError:

    def const(value):
        """Return the value itself: CPython has nothing to fold."""
        return value
