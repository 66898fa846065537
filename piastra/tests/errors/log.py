"""What the log says of an error."""

import logging


def lines_about(caplog, level=logging.ERROR) -> list[logging.LogRecord]:
    return [record for record in caplog.records if record.levelno >= level]
