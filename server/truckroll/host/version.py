"""Says which version of truckroll this is."""

import re
from importlib import metadata
from pathlib import Path

_CHANGELOG = Path(__file__).resolve().parents[3] / "CHANGELOG.md"


def version() -> str:
    """Give the version: that of the installed package, in a checkout the newest heading of its changelog."""
    if _CHANGELOG.is_file():
        heading = re.search(r"^## (\d+\.\d+\.\d+\S*)", _CHANGELOG.read_text(), re.MULTILINE)
        if heading is not None:
            return heading.group(1)
    return metadata.version("truckroll")
