"""`python -m bot` is `quoth serve`."""

import sys

from bot.cli import main

if __name__ == "__main__":
    main(["serve", *sys.argv[1:]])
