"""What the races of other tests stand on."""

import socket
from contextlib import ExitStack

from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler

from core.testing.waiting import STANDSTILL


def test_a_busy_server_keeps_a_whole_race_at_its_door():
    """Nobody answers here: whoever does not fit into the queue would be turned away, and the race stumble."""
    with ExitStack() as open_ones:
        server = ThreadedWSGIServer(("127.0.0.1", 0), WSGIRequestHandler)
        open_ones.callback(server.server_close)
        for _runner in range(64):
            client = socket.create_connection(server.server_address, timeout=STANDSTILL)
            open_ones.callback(client.close)
