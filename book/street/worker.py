"""Execute one chapter: ``python -m book.street.worker SOURCE TARGET PARAMETERS PARENT``.

Papermill executes. It does so in a process of its own, which the build can limit and kill, and
which ends when the build, its PARENT, has ended. Progress goes to stdout as JSON lines. TARGET is
written whole or not at all; on failure the exit status is 1 and the last line says why.
"""

from __future__ import annotations

import json
import os
import re
import sys
from pathlib import Path
from typing import Any

import nbformat
import papermill
from jupyter_core.utils import run_sync
from nbclient.exceptions import DeadKernelError
from nbclient.output_widget import OutputWidget
from nbformat import NotebookNode
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import Engine, papermill_engines
from papermill.exceptions import PapermillExecutionError

from book.street import expressions
from book.street.places import BuildError, write
from book.street.tidy import HiddenError, tidy
from lib.sweep import follow

START_SECONDS = 120
MEGABYTES = 50  # of outputs that a chapter may have
USED = "__import__('json').dumps(__import__('lib.provenance').provenance.used())"


def report(**fact: Any) -> None:
    """Print one fact for the build to read."""
    print(json.dumps(fact), flush=True)


class ListeningOutput(OutputWidget):
    """nbclient's stand-in for a page's output area, which only listens.

    nbclient sends each output back to the kernel on the socket where it waits for the cell's end.
    A send there can swallow the wake-up of an answer that arrives meanwhile (nbclient issue 312):
    about one cell with ``interact`` in a hundred never ended. The kernel needs no such echo.
    """

    def send(self, *_: Any, **__: Any) -> None:
        """Send nothing."""


class Client(PapermillNotebookClient):
    """papermill's client: it only listens to outputs, evaluates the text, and learns what was used.

    An expression of the text is evaluated at its place, and again after the last cell, where
    JupyterLab's Run All evaluates it.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.widget_registry["@jupyter-widgets/output"]["OutputModel"] = ListeningOutput
        self.used: dict[str, str] = {}
        self.size = 0

    def papermill_execute_cells(self) -> None:
        """Execute the cells in a kernel that hears what is opened from before the first one on."""
        self._used()
        super().papermill_execute_cells()
        self.used = self._used()
        if not any(o.output_type == "error" for c in self.nb.cells for o in c.get("outputs", ())):
            self._compare()

    async def async_execute_cell(
        self, cell: NotebookNode, cell_index: int, *options: Any, **more: Any
    ) -> NotebookNode:
        """Execute a cell; a text cell keeps the values of its expressions."""
        if cell.cell_type != "markdown":
            return await super().async_execute_cell(cell, cell_index, *options, **more)
        if asked := expressions.asked(cell.source):
            found = await self._evaluate(asked)
            cell.metadata["expressions"] = [
                expressions.text(*pair, cell_index + 1) for pair in zip(asked, found, strict=True)
            ]
        return cell

    execute_cell = run_sync(async_execute_cell)

    def output(
        self, outs: list[NotebookNode], msg: dict[str, Any], display_id: str | None, cell_index: int
    ) -> NotebookNode | None:
        """Keep an output, as long as a page could hold them all."""
        self.size += len(str(msg["content"]))
        if self.size > MEGABYTES * 1e6:
            # An exception would wait for the cell's end, which may never come.
            os._exit(told(f"cell {cell_index + 1} puts out more than {MEGABYTES} MB"))
        return super().output(outs, msg, display_id, cell_index)

    async def _evaluate(self, asked: list[str]) -> list[dict[str, Any]]:
        """Return the kernel's replies to expressions."""
        wanted = {str(k): expression for k, expression in enumerate(asked)}
        request = self.kc.execute("", silent=True, user_expressions=wanted)
        reply = await self.async_wait_for_reply(request)
        assert reply is not None  # a dead kernel or the time limit has raised
        return [reply["content"]["user_expressions"][str(k)] for k in range(len(asked))]

    def _used(self) -> dict[str, str]:
        """Return which files and entries the kernel has used so far, with their digests."""
        (answer,) = run_sync(self._evaluate)([USED])
        return json.loads(expressions.text(USED, answer, 0))

    def _compare(self) -> None:
        """See whether every expression of the text has kept its value."""
        for number, cell in enumerate(self.nb.cells, start=1):
            if before := cell.metadata.get("expressions"):
                asked = expressions.asked(cell.source)
                found = run_sync(self._evaluate)(asked)
                after = [expressions.text(*pair, number) for pair in zip(asked, found, strict=True)]
                expressions.compare(asked, before, after, number)


class ReportingEngine(Engine):
    """papermill's own way to execute, which also says which cell it is at."""

    cell = 0

    @classmethod
    def execute_managed_notebook(cls, nb_man: Any, kernel_name: str, **_: Any) -> Any:
        start = nb_man.cell_start

        def cell_start(cell: Any, cell_index: int | None = None, **more: Any) -> None:
            cls.cell = (cell_index or 0) + 1
            report(cell=cls.cell, of=len(nb_man.nb.cells))
            start(cell, cell_index, **more)

        nb_man.cell_start = cell_start
        client = Client(nb_man, kernel_name=kernel_name, startup_timeout=START_SECONDS)
        try:
            executed = client.execute()
        except RuntimeError as error:
            # Ports are free when they are chosen; another program may take one meanwhile.
            if "died before replying" not in str(error):
                raise
            client = Client(nb_man, kernel_name=kernel_name, startup_timeout=START_SECONDS)
            executed = client.execute()
        report(used=client.used)
        return executed


def execute(source: Path, target: Path, parameters: dict[str, Any]) -> None:
    """Execute a notebook into ``target``, tidied."""
    scratch = target.with_name(f".{target.name}.{os.getpid()}.running")
    try:
        papermill.execute_notebook(
            str(source),
            str(scratch),
            parameters=parameters,
            engine_name="reporting",
            kernel_name="python3",
            progress_bar=False,
            cwd=str(source.parent),
        )
        notebook = tidy(nbformat.read(scratch, as_version=4))
        write(target, nbformat.writes(notebook) + "\n")
    finally:
        scratch.unlink(missing_ok=True)


def main() -> int:
    """Execute as the command line says; return the exit status."""
    source, target, parameters = Path(sys.argv[1]), Path(sys.argv[2]), json.loads(sys.argv[3])
    follow(int(sys.argv[4]))  # when the build is gone, so is this process, and its kernel
    papermill_engines.register("reporting", ReportingEngine)
    try:
        nbformat.validate(nbformat.read(source, as_version=4))
        target.parent.mkdir(parents=True, exist_ok=True)
        execute(source, target, parameters)
    except PapermillExecutionError as error:
        trace = re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(error.traceback[-12:]))
        report(error=f"cell {error.cell_index + 1} raised {error.ename}: {error.evalue}",
               source=error.source, trace=trace)  # fmt: skip
        return 1
    except nbformat.ValidationError as error:
        return told(f"this is no valid notebook: {error.message}")
    except DeadKernelError:
        return told(f"cell {ReportingEngine.cell} ended its kernel")
    except (HiddenError, expressions.ExpressionError, BuildError) as error:
        return told(str(error))
    except OSError as error:
        return told(f"{error.filename or 'a file'}: {error.strerror or error}")
    except RuntimeError as error:
        if not str(error).startswith("Kernel di"):
            raise
        return told(f"no kernel could be started: {error}")
    return 0


def told(reason: str) -> int:
    """Report why there is no executed chapter; return the exit status."""
    report(error=reason, source="", trace="")
    return 1


if __name__ == "__main__":
    sys.exit(main())
