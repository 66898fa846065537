"""How long the portal waits for the database."""

CONNECT = 3  # seconds until a server that does not answer counts as away

#: A machine that vanished, as behind a network that is cut, is noticed after some 20 seconds, not after hours.
VANISHED = {
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 2,
    "tcp_user_timeout": 20_000,  # milliseconds
}


def patient_options(given: dict, *, seconds: int) -> dict:
    """The options of the driver, those `given` in the database's address before ours.

    `seconds` end a statement that takes longer, and three times as many a transaction that does nothing
    meanwhile: it would keep its locks. 0 ends none.
    """
    limits = (
        f"-c statement_timeout={seconds}s -c idle_in_transaction_session_timeout={3 * seconds}s"
        if seconds
        else ""
    )
    # The server takes the last of two, so that the address has the last word.
    options = f"{limits} {given.get('options', '')}".strip()
    both = {"connect_timeout": CONNECT, **VANISHED, **given}
    return {**both, "options": options} if options else both
