"""Serves moto, a process for each connection to a port of 127.0.0.1 that it prints. Each answers the port of its moto,
which knows nothing of the others, and ends with its connection. What takes long, to load moto, is done once. Ends when
its standard input does."""

import logging
import os
import select
import signal
import socket
import sys
import threading

SERVICES = ("acm", "dynamodb", "ec2", "ecr", "ecs", "elbv2", "iam", "route53", "s3", "sts")

listener = socket.create_server(("127.0.0.1", 0), backlog=64)
print(listener.getsockname()[1], flush=True)

# From here on connections wait for their turn.
from moto import backends  # noqa: E402
from moto.moto_api._internal import mock_random  # noqa: E402
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app  # noqa: E402
from werkzeug.serving import WSGIRequestHandler, make_server  # noqa: E402

logging.getLogger("werkzeug").setLevel(logging.ERROR)
WSGIRequestHandler.protocol_version = "HTTP/1.1"


def end_with(connection: socket.socket) -> None:
    connection.recv(1)
    os._exit(0)


def serve(connection: socket.socket) -> None:
    mock_random.seed()
    server = make_server("127.0.0.1", 0, DomainDispatcherApplication(create_backend_app), threaded=True)
    threading.Thread(target=end_with, args=(connection,), daemon=True).start()
    connection.sendall(f"{server.server_port}\n".encode())
    server.serve_forever()


for service in SERVICES:
    backends.get_backend(service)
    create_backend_app(service)
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
while True:
    ready, _, _ = select.select([listener, sys.stdin], [], [])
    if sys.stdin in ready:
        os._exit(0)
    accepted, _ = listener.accept()
    if os.fork() == 0:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        listener.close()
        serve(accepted)
    accepted.close()
