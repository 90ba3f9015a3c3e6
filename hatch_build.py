"""The build hook: brings the assets and the compiled catalogues up to date before the package is packed."""

import importlib.util
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class AssetsHook(BuildHookInterface):
    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Run before anything is packed; `version` is "standard" or "editable", and both need the assets."""
        root = Path(self.root)
        spec = importlib.util.spec_from_file_location("assets", root / "src/rapport/config/assets.py")
        assets = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(assets)
        assets.build(root)
