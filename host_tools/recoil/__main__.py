"""`python -m recoil` is `recoil`."""

from recoil.cli.entry import main

if __name__ == "__main__":
    main()
