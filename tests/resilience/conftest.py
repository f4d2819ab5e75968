from tests.bot.fixtures import house, log, migrated

__all__ = ["house", "log", "migrated"]
