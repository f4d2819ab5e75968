"""Keeps what people entrust to Leerlijn: tables, encryption at rest, repositories, migrations."""
