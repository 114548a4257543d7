"""`python -m truckroll_planner` is the command `truckroll-planner`."""

import sys

from truckroll_planner.cli import main

sys.exit(main())
