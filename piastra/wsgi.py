"""The door for gunicorn."""

import gc
import os

from django.core.wsgi import get_wsgi_application

from core.stack import on_a_large_stack

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "piastra.settings")
portal = get_wsgi_application()


@on_a_large_stack
def application(environ, start_response):
    return portal(environ, start_response)


# What is loaded by now stays as long as the process: the collector need not walk through all of it while
# somebody waits. Where gunicorn forks after loading, the workers go on sharing that memory too.
gc.collect()
gc.freeze()
