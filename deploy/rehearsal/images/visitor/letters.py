"""A mail server that takes every letter and keeps it as a file in /letters, under its number."""

import pathlib
import time

from aiosmtpd.controller import Controller


class Keep:
    async def handle_DATA(self, server, session, envelope):
        number = len(list(LETTERS.iterdir()))
        hello = f"X-Hello: {session.host_name}\r\n".encode()
        (LETTERS / f"{number:05}.eml").write_bytes(hello + envelope.content)
        return "250 OK"


LETTERS = pathlib.Path("/letters")
LETTERS.mkdir(exist_ok=True)
Controller(Keep(), hostname="0.0.0.0", port=2525).start()
while True:
    time.sleep(60)
