"""`python -m recoil` is `recoil`."""

from recoil.entry import main

if __name__ == "__main__":
    main()
