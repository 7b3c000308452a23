"""`python -m simrunner` is the same as the command `simrunner`."""

from simrunner.app.start import main

if __name__ == "__main__":
    main()
