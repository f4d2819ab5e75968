"""Writes the next migration: python -m storage.migrations "why".

It holds what differs between `storage.tables` and a database with every migration so far. Read it before you commit it.
"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from alembic import command

from storage.cipher import Cipher
from storage.engine import open_engine
from storage.schema import alembic_config, known_revisions, migrate


def main(why: str) -> None:
    with TemporaryDirectory() as folder:
        engine = open_engine(f"sqlite:///{Path(folder)}/empty.db", busy_timeout=0)
        Cipher([Cipher.new_key()]).attach(engine)
        migrate(engine)
        with engine.connect() as connection:
            number = f"{len(known_revisions()) + 1:04}"
            command.revision(alembic_config(connection), why, autogenerate=True, rev_id=number)
        engine.dispose()


if __name__ == "__main__":
    main(" ".join(sys.argv[1:]))
