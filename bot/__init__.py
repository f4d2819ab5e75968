"""Delivery: Telegram in and out, use cases, simulator, command line."""

import os

# python-telegram-bot's new way of giving retry_after; without it every 429 is a deprecation warning.
os.environ.setdefault("PTB_TIMEDELTA", "true")
