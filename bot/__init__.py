"""Delivery: Telegram in and out, use cases, simulator, command line."""
