"""What the figures were measured on."""

import os
import platform
import sqlite3
import statistics
import time
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

import psutil

PACKAGES = (
    "python-telegram-bot",
    "httpx",
    "aiohttp",
    "aiogram",
    "aiogram-dialog",
    "SQLAlchemy",
    "cryptography",
    "spacy",
)


def describe(work: Path) -> dict[str, str]:
    """Label -> value. `work` is where the database will lie: how long a write takes there to be safe is measured."""
    memory = psutil.virtual_memory()
    return {
        "date": datetime.now(UTC).isoformat(timespec="seconds"),
        "processor": f"{_processor()}, {os.cpu_count()} cores",
        "memory": f"{memory.total / 2**30:.1f} GiB, {memory.available / 2**30:.1f} GiB free",
        "load before": load(),
        "system": f"{platform.system()} {platform.release()}",
        "fsync": f"{_fsync(work):.2f} ms",
        "Python": f"{platform.python_implementation()} {platform.python_version()}",
        "SQLite": sqlite3.sqlite_version,
        **{package: version(package) for package in PACKAGES},
    }


def load() -> str:
    """What else the machine is doing: programs that want a processor, over 1, 5 and 15 minutes."""
    return ", ".join(f"{programs:.2f}" for programs in os.getloadavg())


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _fsync(work: Path) -> float:
    """Median time in milliseconds until 4 KiB at the end of a file are on the disk."""
    path, times = work / "fsync", []
    try:
        with path.open("wb", buffering=0) as file:
            for _ in range(20):
                file.write(b"\0" * 4096)
                begin = time.perf_counter()
                os.fsync(file.fileno())
                times.append(time.perf_counter() - begin)
    finally:
        path.unlink(missing_ok=True)
    return statistics.median(times) * 1000
