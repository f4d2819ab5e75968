"""The schema step by step, for Alembic. A version that was released is never changed: a later one is added.

Add one with: python -m storage.migrations "why"
"""
