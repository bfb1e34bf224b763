"""Serves the gallery on a free port of loopback and prints the port: python -m tests.core.web.gallery_server."""

import os
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.core.web.gallery_settings"

from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.contrib.staticfiles.views import serve
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponseBase


class StaticToo(StaticFilesHandler):
    """Serves the static files beside the pages."""

    def serve(self, request: HttpRequest) -> HttpResponseBase:
        return serve(request, self.file_path(request.path), insecure=True)


class Threaded(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def main() -> None:
    """Serve until stopped."""
    server = make_server("127.0.0.1", 0, StaticToo(get_wsgi_application()), server_class=Threaded, handler_class=Quiet)
    print(server.server_port, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
