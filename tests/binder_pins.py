"""The pins of environment.yml as pip reads them: ``.venv/bin/python tests/binder_pins.py``.

Where conda is not at hand, a clean virtual environment made from these lines stands in for Binder's
(CONTRIBUTING.md says how).
"""

from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[1]
PIP_NAMES = {"pytorch": "torch", "matplotlib-base": "matplotlib"}


def read(path=ROOT / "environment.yml"):
    """Return the channels, Python version, conda's pins, pip's pins and pip's options of a file."""
    settings = yaml.safe_load(path.read_text(encoding="utf8"))
    (below,) = [line["pip"] for line in settings["dependencies"] if isinstance(line, dict)]
    above = [line.split("=") for line in settings["dependencies"] if isinstance(line, str)]
    conda = {parts[0]: parts[1] for parts in above if len(parts) > 1}
    return {
        "channels": settings["channels"],
        "python": conda.pop("python"),
        "conda": {PIP_NAMES.get(name, name): version for name, version in conda.items()},
        "builds": {parts[0]: parts[2] for parts in above if len(parts) > 2},
        "pip": dict(line.split("==") for line in below if not line.startswith("-")),
        "options": [line for line in below if line.startswith("-")],
    }


if __name__ == "__main__":
    found = read()
    for name, version in (found["conda"] | found["pip"]).items():
        print(f"{name}=={version}")
