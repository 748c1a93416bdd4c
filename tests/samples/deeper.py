"""What ``lib.samples`` reaches from inside a function: a number that lies in a file."""

import json
from pathlib import Path


def number():
    return json.loads(Path(__file__).with_name("number.json").read_text())
