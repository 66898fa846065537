"""The processes of production, on one machine and without containers: to see that their commands are right."""

import os
import signal
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager

from piastra.embedded.cluster import die_with_parent
from piastra.embedded.home import Home
from piastra.embedded.redis import Redis

# As in docker-compose.yml.
COMMANDS = {
    "web": "gunicorn --config deploy/gunicorn.conf.py piastra.wsgi",
    "worker": "celery --app piastra worker --concurrency 2 --loglevel INFO",
    "beat": "celery --app piastra beat --schedule var/celerybeat-schedule --loglevel INFO",
}
LONGEST_STOP = 30  # seconds; then the hard way


def serve(port, say):
    """Start everything and wait: for a signal, or for one of them to end. The number is the exit code."""
    home = Home()
    with ExitStack() as stack:
        redis = stack.enter_context(Redis(_folder(home)))
        environment = {**os.environ, "REDIS_URL": redis.url, "BIND": f"127.0.0.1:{port}"}
        processes = {
            name: stack.enter_context(_running(command, environment))
            for name, command in COMMANDS.items()
        }
        for name, process in processes.items():
            say(f"  {name:<7} {process.pid:>7}  {' '.join(process.args[2:])}")
        return _wait(processes, say)


def _folder(home):
    folder = home.folder / "redis"
    folder.mkdir(exist_ok=True)
    return folder


def _wait(processes, say):
    told = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: told.append(True))
    while not told:
        ended = [name for name, process in processes.items() if process.poll() is not None]
        if ended:
            say(f"{ended[0]} ended with {processes[ended[0]].returncode}; stopping the others.")
            return 1
        time.sleep(0.2)
    return 0


@contextmanager
def _running(command, environment):
    process = subprocess.Popen(
        [sys.executable, "-m", *command.split()], env=environment, preexec_fn=die_with_parent()
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(LONGEST_STOP)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
