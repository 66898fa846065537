"""A database for the measurements alone, on the same server, dropped afterwards."""

import os
from contextlib import contextmanager

from django.db import connection


@contextmanager
def scratch_database():
    """Within the block every query goes to a new, migrated database; the real one is not touched."""
    real = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["NAME"] = f"piastra_bench_{os.getpid()}"
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(real, verbosity=0)
