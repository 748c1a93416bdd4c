"""What several test modules share: ``site_files``, the reader of the built site."""

import importlib.util
import sys
from pathlib import Path

# Tests are imported without packages, so a module that they share is loaded once, here.
_path = Path(__file__).with_name("site") / "site.py"
_spec = importlib.util.spec_from_file_location("site_files", _path)
sys.modules["site_files"] = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(sys.modules["site_files"])
