"""`leerlijn demo`: the same application against the simulator, with everything embedded."""

import asyncio
import contextlib
import tempfile
import webbrowser
from pathlib import Path

from pydantic import SecretStr
from rich.console import Console

from bot.app import Application, build_parts
from bot.settings import SettingsError, load_settings
from bot.simulator.server import Simulator


async def run_demo(port: int, browser: bool, data: Path | None, out: Console) -> None:
    """Until cancelled. Without `data` everything is forgotten at the end."""
    with contextlib.ExitStack() as stack:
        folder = data or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="leerlijn-")))
        simulator = Simulator()
        try:
            await simulator.start(port)
        except OSError as error:
            raise SettingsError(f"port {port} is taken: stop what uses it, or choose another with --port") from error
        try:
            await _run_bot(simulator, folder, browser, out)
        finally:
            await simulator.stop()


async def _run_bot(simulator: Simulator, folder: Path, browser: bool, out: Console) -> None:
    settings = load_settings(
        telegram_token=SecretStr(simulator.token),
        telegram_api_url=simulator.url,
        data_dir=folder,
        database_url=SecretStr(f"sqlite:///{folder}/leerlijn.db"),
    )
    parts = build_parts(settings, simulator.clock.now)
    with parts.database:
        parts.database.migrate()
        with parts.database.claim():
            out.print(f"Leerlijn is listening. Open {simulator.url} (Ctrl-C stops).", highlight=False)
            if browser:
                asyncio.get_running_loop().run_in_executor(None, webbrowser.open, simulator.url)
            application = Application(parts)
            simulator.clock.on_jump(lambda _: application.wake())
            await application.run()
