"""After each deploy: tables as this version needs them. The first time (INITIAL_DEPLOYMENT) all is wiped before, and samples are loaded."""

import os

from shared import CONFIG, query, s3, send

TABLE = """CREATE TABLE IF NOT EXISTS sample (
    id serial PRIMARY KEY, name text NOT NULL, variants integer, state text NOT NULL DEFAULT 'uploaded', at timestamptz DEFAULT now())"""
SAMPLES = {"NA12878": 3, "NA12891": 2, "NA12892": 4}


def load(name, count):
    key = f"samples/{name}.vcf"
    lines = ["#CHROM\tPOS", *(f"chr{i + 1}\t{1000 * (i + 1)}" for i in range(count))]
    s3.put_object(Bucket=CONFIG["ENCODED_FILE_UPLOAD_BUCKET"], Key=key, Body="\n".join(lines).encode())
    row = query("INSERT INTO sample (name) VALUES (%s) RETURNING id", name)[0]
    send("ingestion-queue", {"id": row["id"], "key": key})


if os.environ.get("INITIAL_DEPLOYMENT"):
    query("DROP TABLE IF EXISTS sample, deployment")
    query(TABLE)
    for name, count in SAMPLES.items():
        load(name, count)
    print(f"wiped, and loaded {len(SAMPLES)} samples")
query(TABLE)
query("CREATE TABLE IF NOT EXISTS deployment (at timestamptz DEFAULT now())")
query("INSERT INTO deployment DEFAULT VALUES")
print("the database is as this version needs it")
