"""The database account as which the portal's processes run: it reads and writes, and owns nothing.

What the database promises by triggers and constraints can then not be switched off by whoever takes a process
over: only the owner of a table may disable its triggers, empty it by TRUNCATE, or change it.
Migrations run as the owner.
"""

from django.db import connection, transaction

RIGHTS = (
    "GRANT CONNECT, TEMPORARY ON DATABASE {database} TO {account}",
    "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
    "GRANT USAGE ON SCHEMA public TO {account}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {account}",
    "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {account}",
)


@transaction.atomic
def grant(account: str, password: str) -> None:
    """Make `account` if it is not there, give it this password, and its rights on all tables that are there now.

    Run by the owner after each migration: new tables come under the rights, and a new password holds from the
    next connection on.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [account])
        verb = "ALTER" if cursor.fetchone() else "CREATE"
        name = connection.ops.quote_name(account)
        limits = "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION"
        cursor.execute(f"{verb} ROLE {name} {limits} PASSWORD %s", [password])
        database = connection.ops.quote_name(connection.settings_dict["NAME"])
        for right in RIGHTS:
            cursor.execute(right.format(database=database, account=name))
