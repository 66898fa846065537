"""The door for gunicorn."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "piastra.settings")
portal = get_wsgi_application()


def application(environ, start_response):
    """The portal, on a stack that is large from the start."""
    return portal(environ, start_response)


# Python 3.11 to 3.13 keep the frames of calls in chunks of 16 kB, and give each back to the system as soon as
# its last frame returns. A loop that calls from just below such an edge asks for and returns memory at each turn:
# on the week page half of its time. A frame as large as this one is given a chunk in which the rest fits too;
# what is not touched of it costs nothing.
application.__code__ = application.__code__.replace(co_stacksize=20_000)

# What is loaded by now stays as long as the process: the collector need not walk through all of it while
# somebody waits. Where gunicorn forks after loading, the workers go on sharing that memory too.
gc.collect()
gc.freeze()
