"""How gunicorn serves in production: `gunicorn --config deploy/gunicorn.conf.py piastra.wsgi`."""

import os

bind = os.environ.get("BIND") or "0.0.0.0:8000"
workers = int(os.environ.get("WEB_WORKERS") or 2)
worker_class = "gthread"
threads = int(os.environ.get("WEB_THREADS") or 8)
preload_app = True  # One copy of the code in memory; each worker opens its own connections.
forwarded_allow_ips = "*"  # Only the proxy reaches this port.
graceful_timeout = 20  # seconds for running requests when a new version comes
timeout = 60  # seconds after which a worker that shows no life is replaced
# Seconds for a connection without work. The proxy closes first: it never writes into one that we are closing.
keepalive = 75
# Larger ones are answered with 414 and 431.
limit_request_line = 8190  # bytes
limit_request_field_size = (
    16_380  # bytes: a browser may bring cookies of other pages of the same name
)
limit_request_fields = 100
control_socket_disable = True  # Signals are enough, and a container has no home to put it in.
raw_env = ["SERVES_VISITORS=yes"]  # Statements may not take long where somebody waits: settings.py
logger_class = "piastra.serving.AccessLog"
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "core.requests.JsonFormatter"}},
    "filters": {"news": {"()": "core.requests.RefusalsAreNews"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "json", "filters": ["news"]}
    },
    "root": {"handlers": ["stderr"], "level": os.environ.get("LOG_LEVEL") or "INFO"},
    "loggers": {
        "gunicorn.error": {"propagate": True, "handlers": []},
        "gunicorn.access": {"propagate": True, "handlers": []},
    },
}


def pre_request(worker, request):
    from piastra.serving import await_body  # The project is found once its folder is entered.

    await_body(worker, request)


def post_request(worker, request, environ, response):
    from piastra.serving import drain_body

    drain_body(worker, request, environ, response)
