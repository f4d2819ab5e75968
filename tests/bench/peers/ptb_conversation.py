"""Fourteen messages in python-telegram-bot's own way: a ConversationHandler, kept by a PicklePersistence.

At its defaults: what was said is written to disk once a minute, so a crash loses up to a minute of answers.
"""

import argparse
from pathlib import Path

from telegram import Update
from telegram.ext import (
    ApplicationBuilder,
    CommandHandler,
    ContextTypes,
    ConversationHandler,
    MessageHandler,
    PicklePersistence,
    filters,
)

STEPS = 13
"""Questions after the greeting."""


async def start(update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
    assert update.message is not None
    assert context.user_data is not None
    context.user_data.clear()
    await update.message.reply_text("Vraag 1")
    return 0


async def answer(update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
    assert update.message is not None
    assert context.user_data is not None
    answers: dict[int, str] = context.user_data.setdefault("answers", {})
    answers[len(answers)] = update.message.text or ""
    if len(answers) == STEPS:
        await update.message.reply_text("Klaar")
        return ConversationHandler.END
    await update.message.reply_text(f"Vraag {len(answers) + 1}")
    return len(answers)


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("url")
    arguments.add_argument("token")
    arguments.add_argument("folder", type=Path)
    given = arguments.parse_args()
    application = (
        ApplicationBuilder()
        .token(given.token)
        .base_url(f"{given.url}/bot")
        .persistence(PicklePersistence(given.folder / "conversations.pickle"))
        .build()
    )
    steps = {number: [MessageHandler(filters.TEXT & ~filters.COMMAND, answer)] for number in range(STEPS)}
    application.add_handler(
        ConversationHandler([CommandHandler("start", start)], steps, [], name="leerdoel", persistent=True)  # type: ignore[arg-type]
    )
    application.run_polling()


if __name__ == "__main__":
    main()
