"""Where the `recoil` command begins: so little that Ctrl-C finds nothing half imported."""

import sys

INTERRUPTED = 130  # 128 + SIGINT, as shells have it


def main() -> None:
    """Run `recoil`."""
    try:
        from recoil.cli.app import main as run

        run()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
