"""What the map shows, and runs of the model."""

import json
import os
import urllib.request

from flask import Flask, jsonify, request

from database import prepare, query
from tasks import flood

app = Flask(__name__)
prepare()
GEOSERVER = f"{os.environ['GEOSERVER_INTERNAL_HOST']}:{os.environ['GEOSERVER_INTERNAL_PORT']}/geoserver"


@app.after_request
def open_to_the_map(response):
    response.headers["Access-Control-Allow-Origin"] = request.headers.get("Origin", "*")
    response.headers["Access-Control-Allow-Headers"] = "Content-Type, Authorization"
    return response


@app.get("/")
def health():
    query("SELECT 1")
    return jsonify(status="healthy")


def published(path):
    try:
        with urllib.request.urlopen(f"{GEOSERVER}{path}", timeout=5) as answer:
            return json.load(answer)
    except OSError:
        return None


@app.get("/map")
def the_map():
    river, = query("SELECT ST_AsGeoJSON(shape) FROM river")[0]
    water = published("/layers/flood.geojson")
    level = water["properties"]["level"] if water else 0
    places = query("""
        SELECT name, ST_AsGeoJSON(place.shape), height < %s AND ST_DWithin(place.shape::geography, river.shape::geography, %s)
        FROM place, river ORDER BY name""", level, 150 * level)
    return jsonify(
        river=json.loads(river), flood=water, geoserver=(published("/") or {}).get("name", "nobody"),
        places={"type": "FeatureCollection", "features": [
            {"type": "Feature", "properties": {"name": n, "wet": wet}, "geometry": json.loads(shape)} for n, shape, wet in places]})


@app.post("/models")
def run():
    level = min(10.0, max(0.1, float(request.json["level"])))
    return jsonify(task=flood.delay(level).id), 202


@app.get("/models/<task>")
def model(task):
    return jsonify(state=flood.AsyncResult(task).state)
