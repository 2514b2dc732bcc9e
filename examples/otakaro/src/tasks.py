"""The flood model. Its result is a file in the storage that API, workers and the geospatial server share."""

import json
import os

from celery import Celery

from database import query

BROKER = f"redis://{os.environ['MESSAGE_BROKER_HOST']}:6379/0"
RESULT = os.path.join(os.environ["DATA_DIR_GEOSERVER"], "flood.geojson")

app = Celery("tasks", broker=BROKER, backend=BROKER)
app.conf.update(broker_connection_retry_on_startup=True, task_acks_late=True, worker_prefetch_multiplier=1)


@app.task
def flood(level):
    """Everything within 150 m of the river for each metre of water."""
    shape, = query("SELECT ST_AsGeoJSON(ST_Buffer(shape::geography, %s)::geometry, 5) FROM river", 150 * level)[0]
    os.makedirs(os.path.dirname(RESULT), exist_ok=True)
    with open(f"{RESULT}.{os.getpid()}", "w", encoding="utf-8") as file:
        json.dump({"type": "Feature", "properties": {"level": level}, "geometry": json.loads(shape)}, file)
    os.replace(f"{RESULT}.{os.getpid()}", RESULT)  # whoever reads sees the old or the new one, and no half
    return level
