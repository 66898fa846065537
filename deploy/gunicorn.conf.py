"""How gunicorn serves in production: `gunicorn --config deploy/gunicorn.conf.py piastra.wsgi`."""

import os

bind = os.environ.get("BIND", "0.0.0.0:8000")
workers = int(os.environ.get("WEB_WORKERS", "2"))
worker_class = "gthread"
threads = int(os.environ.get("WEB_THREADS", "8"))
preload_app = True  # One copy of the code in memory; each worker opens its own connections.
forwarded_allow_ips = "*"  # Only the proxy reaches this port.
graceful_timeout = 20  # seconds for running requests when a new version comes
timeout = 60  # seconds after which a worker that shows no life is replaced
control_socket_disable = True  # Signals are enough, and a container has no home to put it in.
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "core.requests.JsonFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("LOG_LEVEL", "INFO")},
    "loggers": {"gunicorn.error": {"propagate": True, "handlers": []}},
}
