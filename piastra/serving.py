"""What gunicorn does around each request: it awaits the body, throws away what nobody read, writes a line."""

import socket
import time
from contextlib import suppress

from gunicorn.glogging import Logger

#: How long a body may take to arrive, all of it, and between two pieces. A proxy in front has it whole already.
WHOLE_BODY, NEXT_PIECE = 60, 20  # seconds
#: What was not read before the answer is read and thrown away, as much as a proxy lets through.
REST = 12 * 1024 * 1024  # bytes
REST_WITHIN = 5  # seconds
STEP = 64 * 1024


class Patient:
    """A socket on which one awaits what comes until an instant, and no longer."""

    def __init__(self, line: socket.socket, seconds: float):
        self.line = line
        self._until = time.monotonic() + seconds

    def recv(self, size: int) -> bytes:
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError("the body did not arrive in time")
        self.line.settimeout(min(left, NEXT_PIECE))
        try:
            return self.line.recv(size)
        finally:
            self.line.settimeout(None)


def await_body(_worker, request) -> None:
    """Before a request: a body that never ends must not keep a thread."""
    request.unreader.sock = Patient(request.unreader.sock, WHOLE_BODY)


def drain_body(_worker, request, _environ, _response) -> None:
    """After the answer, which may have been given without reading the body: a form sent to be refused, a redirect.

    A connection that is closed with unread data is reset, and the answer is lost on its way: a proxy then
    takes the portal for broken.
    """
    line = request.unreader.sock.line
    request.unreader.sock = Patient(line, REST_WITHIN)
    read = 0
    try:
        while read < REST and (piece := request.body.read(STEP)):
            read += len(piece)
    except Exception:
        # gunicorn closes what could not be read; it would wait for the rest, and let nobody in meanwhile.
        request.body.failed = True
        with suppress(OSError):
            line.shutdown(socket.SHUT_RDWR)
    finally:
        request.unreader.sock = line


class AccessLog(Logger):
    """One line for each answer. No query: people search for names, and letters bring tokens."""

    def access(self, resp, req, environ, request_time):
        sent = {name.lower(): value for name, value in resp.headers}
        milliseconds = round(request_time.total_seconds() * 1000)
        status = int(str(resp.status).split(None, 1)[0])
        line = {
            "request_id": sent.get("x-request-id", ""),
            "method": req.method,
            "path": environ.get("RAW_URI", req.path).partition("?")[0],
            "status": status,
            "ms": milliseconds,
            "bytes": getattr(resp, "sent", 0),
        }
        self.access_log.info("%(method)s %(path)s %(status)s", line, extra={"facts": line})
