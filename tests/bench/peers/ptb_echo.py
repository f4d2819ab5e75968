"""A bare python-telegram-bot echo bot: one update after the other, or `--at-once` so many.

Its HTTP client gets slower with every request that is under way, so the best number depends on the network: where it
costs nothing, one or a few. `--aiohttp` gives it our client.
"""

import argparse

from telegram import Update
from telegram.ext import ApplicationBuilder, ContextTypes, MessageHandler, filters

from bot.request import AiohttpRequest


async def echo(update: Update, _: ContextTypes.DEFAULT_TYPE) -> None:
    if update.message is not None and update.message.text is not None:
        await update.message.reply_text(update.message.text)


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("url")
    arguments.add_argument("token")
    arguments.add_argument("--at-once", type=int, default=0)
    arguments.add_argument("--aiohttp", action="store_true")
    given = arguments.parse_args()
    builder = ApplicationBuilder().token(given.token).base_url(f"{given.url}/bot")
    if given.at_once:
        builder = builder.concurrent_updates(given.at_once)
    if given.aiohttp:
        builder = builder.request(AiohttpRequest()).get_updates_request(AiohttpRequest(connections=1))
    application = builder.build()
    application.add_handler(MessageHandler(filters.TEXT, echo))
    application.run_polling()


if __name__ == "__main__":
    main()
