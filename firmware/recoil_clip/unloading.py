"""Gives back the memory of modules that are needed now and then only."""

import sys


def unload(package, names):
    """Forget modules of a package; imported again they are read anew. Who holds something of them keeps that."""
    owner = sys.modules.get(package)
    for name in names:
        if hasattr(owner, name):
            delattr(owner, name)
        sys.modules.pop(package + "." + name, None)
