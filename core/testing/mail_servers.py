"""Real mail servers on loopback for tests, each with its own way of saying no."""

import asyncio
import logging
import socket
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message

from aiosmtpd.controller import Controller

HOST = "127.0.0.1"
logging.getLogger("mail.log").setLevel(logging.WARNING)


@dataclass
class SmtpHandler:
    """Takes letters; `refused` are answers to RCPT by address, `after_data` one to every letter's content.

    `breaks_off_at` are words in a letter at which the line is cut, `silent_at` those after which no answer comes.
    """

    refused: dict[str, str] = field(default_factory=dict)
    after_data: str = ""
    breaks_off_at: str = ""
    silent_at: str = ""
    taken: list[Message] = field(default_factory=list)
    envelopes: list = field(default_factory=list)
    sessions: set = field(default_factory=set)
    greetings: list[str] = field(default_factory=list)

    async def handle_EHLO(self, server, session, envelope, hostname, responses):  # noqa: N802
        session.host_name = hostname
        self.greetings.append(hostname)
        return responses

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        answer = self.refused.get(address)
        if answer:
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        if self.breaks_off_at and self.breaks_off_at in envelope.content.decode():
            server.transport.abort()
            return "250 never heard"
        if self.silent_at and self.silent_at in envelope.content.decode():
            await asyncio.Event().wait()
        if self.after_data:
            return self.after_data
        self.sessions.add(id(session))
        self.envelopes.append(envelope)
        self.taken.append(message_from_bytes(envelope.content))
        return "250 OK"

    @property
    def subjects(self) -> list[str]:
        return [str(make_header(decode_header(each["Subject"]))) for each in self.taken]


@contextmanager
def mail_server(handler: SmtpHandler, port: int = 0, **given):
    """A mail server that answers as this handler does; yields its port."""
    controller = Controller(handler, hostname=HOST, port=port or free_port(), **given)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


@contextmanager
def server_saying(word: bytes | None):
    """A server that says one line to whoever comes and closes; with None it accepts, and is silent."""
    listener = socket.create_server((HOST, 0))
    visitors = []

    def serve():
        while True:
            try:
                visitor, _address = listener.accept()
            except OSError:
                return
            visitors.append(visitor)
            if word is not None:
                visitor.sendall(word)
                visitor.close()

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield listener.getsockname()[1]
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        for visitor in visitors:
            visitor.close()


def free_port() -> int:
    """A port at which nobody listens: who knocks is refused."""
    with socket.create_server((HOST, 0)) as listener:
        return listener.getsockname()[1]
