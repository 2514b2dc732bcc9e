"""Read by gunicorn from its working directory."""

import socket

from gunicorn import glogging

bind = "0.0.0.0:8000"

# One CPU: two processes keep it busy while one of them waits. Threads take the requests that wait for
# the database. Each thread keeps a connection to it: 10 tasks make 60, which the smallest server can hold.
workers = 2
threads = 3
worker_class = "gthread"

# Load Django once, then fork: the second worker costs neither time nor much memory.
preload_app = True

# The load balancer must be the one that closes idle connections. If we did, a request it had just sent
# on such a connection would be lost, and the client would see an error. It keeps them for up to 60 s.
keepalive = 75

# SIGTERM: take no new connections, finish the requests at hand (their answers say "Connection: close"),
# and leave before the platform's stop timeout of 30 s.
graceful_timeout = 25

# Workers report to the main process through a file. On a disk that can block for seconds.
worker_tmp_dir = "/dev/shm"


def when_ready(server):
    """
    A connection on which nothing was ever sent (load balancers and browsers open some in advance) would
    hold a thread, and hold up the end. So the kernel keeps it to itself until the first byte arrives.
    """
    for listener in server.LISTENERS:
        listener.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_DEFER_ACCEPT, 60)


accesslog = "-"
access_log_format = '%({x-forwarded-for}i)s "%(r)s" %(s)s %(b)s %(M)sms'


class Logger(glogging.Logger):
    """Without the load balancer's health checks, which would be most of the log."""

    def access(self, resp, req, environ, request_time):
        if req.path != "/infra/health_check/":
            super().access(resp, req, environ, request_time)


logger_class = Logger
