"""Processes that begin in milliseconds: one process imports everything once and forks a child for every order.

A child is a process like any other: it has an environment, files for what it prints, an exit code, and it can be
killed. Its reader is the fake one, so that no child loads spaCy. `Nursery` is the test's end; the other end is this
module run as a program. They speak JSON lines.
"""

import gc
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import IO

ROOT = Path(__file__).parents[2]
READY_S = 120


@dataclass(frozen=True)
class Child:
    """`ended` gives the exit code; a child that was killed by a signal has minus the signal's number."""

    pid: int
    out: Path
    err: Path
    ended: "Future[int]" = field(default_factory=Future)

    def kill(self) -> None:
        """kill -9. Nothing happens when it has ended already."""
        if not self.ended.done():
            os.kill(self.pid, signal.SIGKILL)


class Nursery:
    """Started at once, ready when its imports are done: the first `start` waits for that."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", __name__], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._born: Future[int] = Future()
        self._children: dict[int, Child] = {}
        self._early: dict[int, int] = {}
        self._lock = threading.Lock()
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def start(self, task: str, folder: Path, env: Mapping[str, str], argv: Sequence[str] = ()) -> Child:
        """Run `task` ('bot' or 'cli') in `folder`, where it leaves what it prints, with this environment only."""
        self._born = Future()
        out, err = folder / "stdout.txt", folder / "stderr.txt"
        order = {
            "task": task,
            "cwd": str(folder),
            "env": dict(env),
            "argv": list(argv),
            "out": str(out),
            "err": str(err),
        }
        print(json.dumps(order), file=self._pipe(self._process.stdin), flush=True)
        child = Child(self._born.result(READY_S), out, err)
        with self._lock:
            self._children[child.pid] = child
            if (code := self._early.pop(child.pid, None)) is not None:
                child.ended.set_result(code)
        return child

    def close(self) -> None:
        """Every child that is left is killed."""
        self._pipe(self._process.stdin).close()
        self._process.wait(READY_S)
        self._listener.join()
        self._pipe(self._process.stdout).close()

    def _listen(self) -> None:
        for line in self._pipe(self._process.stdout):
            news = json.loads(line)
            if "code" not in news:
                self._born.set_result(news["pid"])
                continue
            with self._lock:
                if child := self._children.pop(news["pid"], None):
                    child.ended.set_result(news["code"])
                else:
                    self._early[news["pid"]] = news["code"]

    @staticmethod
    def _pipe(stream: IO[str] | None) -> IO[str]:
        assert stream is not None
        return stream


def main() -> None:
    """Fork for every line of stdin; at its end, kill who is left."""
    import bot.check  # noqa: PLC0415 - what a child would otherwise import for seconds
    import bot.demo  # noqa: F401, PLC0415
    from bot import cli  # noqa: PLC0415
    from tests.bot.fakes import FakeReader  # noqa: PLC0415
    from tests.resilience import runner  # noqa: PLC0415

    sys.modules["nlp.reader"] = SimpleNamespace(Reader=FakeReader)  # type: ignore[assignment]

    gc.freeze()  # A child that ends would otherwise copy every page to look for garbage.
    alive: set[int] = set()
    for line in sys.stdin:
        order = json.loads(line)
        pid = os.fork()
        if not pid:
            _become(order)
            (runner.run if order["task"] == "bot" else cli.main)()
            return
        alive.add(pid)
        _tell({"pid": pid})
        threading.Thread(target=_wait_for, args=(pid, alive), daemon=True).start()
    for pid in tuple(alive):
        os.kill(pid, signal.SIGKILL)


def _become(order: dict[str, str | list[str] | dict[str, str]]) -> None:
    os.chdir(str(order["cwd"]))
    os.environ.clear()
    os.environ.update(dict(order["env"]))  # type: ignore[arg-type]
    sys.argv = ["leerlijn", *order["argv"]]
    with open(os.devnull) as nothing, open(str(order["out"]), "ab") as out, open(str(order["err"]), "ab") as err:
        for number, stream in enumerate((nothing, out, err)):
            os.dup2(stream.fileno(), number)


def _wait_for(pid: int, alive: set[int]) -> None:
    _, status = os.waitpid(pid, 0)
    alive.discard(pid)
    _tell({"pid": pid, "code": os.waitstatus_to_exitcode(status)})


def _tell(news: dict[str, int]) -> None:
    os.write(1, f"{json.dumps(news)}\n".encode())


if __name__ == "__main__":
    main()
