"""Makes `python -m truckroll` the same as the `truckroll` command."""

import sys

from truckroll.cli import main

if __name__ == "__main__":
    sys.exit(main())
