"""Settings of gunicorn, which serves the pages; command-line options come on top (commands/web.py)."""

import signal
from typing import Any

from rapport.config.supervision import die_with_parent

wsgi_app = "rapport.config.wsgi:application"
# sync workers were the fastest on real pages
worker_class = "sync"
preload_app = True
timeout = 60
graceful_timeout = 10
max_requests = 20_000
max_requests_jitter = 2_000
loglevel = "warning"
# else it listens for orders in a file that all installations of one user share
control_socket_disable = True


def post_fork(server: Any, worker: Any) -> None:
    """A worker whose arbiter was killed would go on answering for half a minute."""
    die_with_parent(server.pid, signal.SIGTERM)
