"""The ingester reads uploaded files into the database; the indexer makes what is there searchable. A file that can not be read is tried
again, and is a dead letter in the end."""

import json
import signal
import sys
import time

from shared import CONFIG, query, queue, s3, send, sqs

ending = False


def end(*_):
    global ending
    ending = True


def ingest(message):
    body = s3.get_object(Bucket=CONFIG["ENCODED_FILE_UPLOAD_BUCKET"], Key=message["key"])["Body"].read().decode()
    lines = [line.split("\t") for line in body.splitlines() if line and not line.startswith("#")]
    if not lines or any(len(line) < 2 for line in lines):
        raise ValueError("not a table of variants")
    query("UPDATE sample SET variants = %s, state = 'ingested' WHERE id = %s", len(lines), message["id"])
    send("indexer-queue", {"id": message["id"]})


def index(message):
    query("UPDATE sample SET state = 'searchable' WHERE id = %s", message["id"])


def main(role):
    signal.signal(signal.SIGTERM, end)
    work, name = (ingest, "ingestion-queue") if role == "ingester" else (index, "indexer-queue")
    print(f"{role}: waits at {name}")
    while not ending:
        try:
            url = queue(name)
            for received in sqs.receive_message(QueueUrl=url, WaitTimeSeconds=1).get("Messages", []):
                message = json.loads(received["Body"])
                try:
                    work(message)
                    sqs.delete_message(QueueUrl=url, ReceiptHandle=received["ReceiptHandle"])
                    print(f"{role}: {message} done")
                except (KeyError, ValueError) as e:
                    query("UPDATE sample SET state = %s WHERE id = %s", f"refused: {e}", message.get("id"))
                    print(f"{role}: {message}: {e}")
        except Exception as e:
            print(f"{role}: {e}")
            time.sleep(1)
    print(f"{role}: ended")


main(sys.argv[1])
