"""Gives the package its version (from the changelog), its dependencies (from requirements) and the built web client."""

import re
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from hatchling.metadata.plugin.interface import MetadataHookInterface

_PLANNER = "truckroll-planner"


class Metadata(MetadataHookInterface):
    def update(self, metadata: dict[str, Any]) -> None:
        root = Path(self.root)
        heading = re.search(r"^## (\d+\.\d+\.\d+\S*)", (root / "CHANGELOG.md").read_text(), re.MULTILINE)
        if heading is None:
            raise ValueError("CHANGELOG.md has no heading with a version")
        lines = (root / "requirements" / "base.in").read_text().splitlines()
        wanted = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
        metadata["version"] = heading.group(1)
        metadata["dependencies"] = [*wanted, _PLANNER]


class WebClient(BuildHookInterface[Any]):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        built = Path(self.root) / "web" / "dist"
        if self.target_name == "wheel" and version == "standard":
            if not built.is_dir():
                raise ValueError("web/dist is missing: run `./run web` first, so that the wheel carries the client")
            build_data["force_include"][str(built)] = "truckroll/web_dist"
