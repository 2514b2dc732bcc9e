"""The portal: samples, an upload by a signed address that goes straight to the bucket, and the health of all it stands on."""

import html
import json
import os
import secrets

from pyramid.config import Configurator
from pyramid.response import Response

from shared import CONFIG, query, s3, send

BUCKET = CONFIG["ENCODED_FILE_UPLOAD_BUCKET"]
SESSION = secrets.token_hex(8)  # of this task alone: that is why visitors stick to theirs
PAGE = open(os.path.join(os.path.dirname(__file__), "page.html"), encoding="utf-8").read()


def samples():
    try:
        return query("SELECT name, variants, state FROM sample ORDER BY id DESC LIMIT 20"), query("SELECT count(*) AS n FROM deployment")[0]["n"]
    except Exception as e:  # before the deployment job has run
        print(f"portal: {e}")
        return [], 0


def home(request):
    rows, deployments = samples()
    lines = "".join(
        f"<tr><td>{html.escape(r['name'])}</td><td>{r['variants'] if r['variants'] is not None else '–'}</td>"
        f"<td>{html.escape(r['state'])}</td></tr>" for r in rows)
    session = request.cookies.get("session")
    response = Response(
        PAGE.replace("{rows}", lines or "<tr><td colspan=3>none yet</td></tr>").replace("{environment}", html.escape(CONFIG["ENV_NAME"]))
        .replace("{deployments}", str(deployments)).replace("{session}", "is kept" if session == SESSION else "is new"))
    response.set_cookie("session", SESSION)
    return response


def health(request):
    return {"status": "up", "environment": CONFIG["ENV_NAME"], "samples": len(samples()[0])}


def upload(request):
    """Where a page may put a file; it is announced when it is there."""
    name = "".join(c for c in request.json_body["name"] if c.isalnum() or c in "-_")[:40] or "unnamed"
    key = f"uploads/{name}"
    return {"key": key, "name": name, "url": s3.generate_presigned_url("put_object", Params={"Bucket": BUCKET, "Key": key}, ExpiresIn=600)}


def uploaded(request):
    row = query("INSERT INTO sample (name) VALUES (%s) RETURNING id", request.json_body["name"])[0]
    send("ingestion-queue", {"id": row["id"], "key": request.json_body["key"]})
    return {"id": row["id"]}


with Configurator() as config:
    for path, view, method, renderer in (
            ("/", home, "GET", None), ("/health", health, "GET", "json"),
            ("/upload", upload, "POST", "json"), ("/uploaded", uploaded, "POST", "json")):
        config.add_route(path, path)
        config.add_view(view, route_name=path, renderer=renderer, request_method=method)
    app = config.make_wsgi_app()
