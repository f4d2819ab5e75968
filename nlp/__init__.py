"""Reads Dutch as an aios types it: SMART evidence, dates, competence, intent, depth, privacy."""
