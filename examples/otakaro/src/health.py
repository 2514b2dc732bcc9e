"""Says over HTTP whether a worker answers: its process alone may be alive and do nothing."""

from http.server import BaseHTTPRequestHandler, HTTPServer

from tasks import app


class Health(BaseHTTPRequestHandler):
    def do_GET(self):
        try:
            found = bool(app.control.inspect(timeout=1).ping())
        except Exception:
            found = False
        self.send_response(200 if found else 503)
        self.end_headers()

    def log_message(self, *_):
        pass


HTTPServer(("0.0.0.0", 5001), Health).serve_forever()
