"""What a process of its own says that has read the settings, several times as fast as one begun for each question.

One process loads Django and Celery, and nothing of the portal. Each question is asked of a copy of it, which reads
the settings anew, with the environment that it is given and no other.
"""

import atexit
import json
import os
import subprocess
import sys
from functools import cache

from django.conf import settings

READER = """
import contextlib, io, json, os, sys, traceback
import celery.schedules, csp.constants, django.conf, environ, kombu

def answer(script):
    try:
        exec(script, {"__name__": "__main__"})
    except BaseException:
        traceback.print_exc()
        return 1
    return 0

for line in sys.stdin:
    environment, script = json.loads(line)
    reads, writes = os.pipe()
    if not os.fork():
        os.environ.clear()
        os.environ.update(environment)
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = answer(script)
        with open(writes, "w") as said:
            json.dump([code, out.getvalue(), err.getvalue()], said)
        os._exit(0)
    os.close(writes)
    with open(reads) as said:
        print(said.read(), flush=True)
    os.wait()
"""


def told(script: str, **environment: str) -> subprocess.CompletedProcess:
    """What the script says, with these settings and no more; whatever it raises is on `stderr`, and 1 its code."""
    reader = _reader()
    reader.stdin.write(json.dumps([_only(environment), script]) + "\n")
    reader.stdin.flush()
    code, out, err = json.loads(reader.stdout.readline())
    return subprocess.CompletedProcess(script, code, out, err)


def _only(environment: dict[str, str]) -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "piastra.settings", **environment}


@cache
def _reader() -> subprocess.Popen:
    reader = subprocess.Popen(
        [sys.executable, "-c", READER],
        cwd=settings.BASE_DIR,
        env={"PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    atexit.register(_end, reader)
    return reader


def _end(reader: subprocess.Popen) -> None:
    with reader:  # closes what it reads, at which it ends
        reader.stdin.close()
