"""The only shim: `const` marks names that `mpy-cross` folds into the code; CPython has nothing to fold."""

try:
    from micropython import const
except ImportError:
    const = int
