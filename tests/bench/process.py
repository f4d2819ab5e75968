"""Programs as processes of their own: started in a clean environment, looked at, and always ended."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar

import psutil

from tests.bench.chats import BrokenPlayError
from tests.bench.contestants import Contestant

ROOT = Path(__file__).parents[2]
GRACE = 5.0
"""Seconds that a process gets to end by itself."""
_SAID = 1500
"""Characters of what a process said last, to explain why it ended."""
_NOT_OURS = ("LEERLIJN_", "PYTHONDONTWRITEBYTECODE", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")
Result = TypeVar("Result")


class Running:
    """A contestant that runs. `spawned` is a moment of time.perf_counter."""

    def __init__(self, process: asyncio.subprocess.Process, spawned: float, log: Path) -> None:
        self.spawned = spawned
        self._process = process
        self._log = log
        self._seen = psutil.Process(process.pid)

    def cpu(self) -> float:
        """Seconds of user and system time until now, all threads together."""
        times = self._seen.cpu_times()
        return float(times.user + times.system)

    def peak(self) -> float:
        """MiB of resident memory at most until now (VmHWM)."""
        lines = Path(f"/proc/{self._process.pid}/status").read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) / 1024

    async def during(self, work: Coroutine[None, None, Result], seconds: float) -> Result:
        """The result of `work`. Raises BrokenPlayError when the process ends first, or it takes longer."""
        working, ended = asyncio.ensure_future(work), asyncio.ensure_future(self._process.wait())
        try:
            await asyncio.wait((working, ended), timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
            if working.done():
                return working.result()
            why = "the process ended" if ended.done() else f"not done within {seconds:.0f} s"
            raise BrokenPlayError(f"{why}; it said: {_end_of(self._log)}")
        finally:
            for task in (working, ended):
                task.cancel()
            await asyncio.gather(working, ended, return_exceptions=True)


def environment() -> dict[str, str]:
    """Ours, without what would make a program behave otherwise than on a computer where it was just set up."""
    kept = {name: value for name, value in os.environ.items() if not name.upper().startswith(_NOT_OURS)}
    path = os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH"))))
    return {**kept, "PYTHONPATH": path}


@asynccontextmanager
async def running(contestant: Contestant, url: str, folder: Path) -> AsyncIterator[Running]:
    """Runs in `folder`, so that no .env of the project is read."""
    log = folder / "log.txt"
    with log.open("wb") as sink:
        spawned = time.perf_counter()
        process = await asyncio.create_subprocess_exec(
            *contestant.command(url, folder),
            cwd=folder,
            env=environment() | contestant.environment(url, folder),
            stdout=sink,
            stderr=sink,
        )
    try:
        yield Running(process, spawned, log)
    finally:
        await _end(process)


async def program(module: str, seconds: float, *arguments: str) -> str:
    """Run a module of ours to its end; what it printed. Raises BrokenPlayError when it fails or takes too long."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", module, *arguments), env=environment(), stdout=asyncio.subprocess.PIPE
    )
    try:
        async with asyncio.timeout(seconds):
            said, _ = await process.communicate()
    except TimeoutError:
        raise BrokenPlayError(f"{module}: not done within {seconds:.0f} s") from None
    finally:
        await _end(process)
    if process.returncode:
        raise BrokenPlayError(f"{module} failed")
    return said.decode()


async def _end(process: asyncio.subprocess.Process) -> None:
    for how in (signal.SIGTERM, signal.SIGKILL):
        if process.returncode is not None:
            return
        process.send_signal(how)
        try:
            async with asyncio.timeout(GRACE):
                await process.wait()
        except TimeoutError:
            continue


def _end_of(log: Path) -> str:
    return log.read_text(encoding="utf-8", errors="replace")[-_SAID:].strip() or "nothing"
