"""The river and places along it, in PostGIS."""

import os

import psycopg2

RIVER = "LINESTRING(172.570 -43.527, 172.600 -43.531, 172.627 -43.531, 172.640 -43.527, 172.655 -43.520, 172.685 -43.512, 172.720 -43.508)"
PLACES = [
    ("Botanic Gardens", 172.624, -43.5305, 1.0), ("Cathedral Square", 172.6367, -43.5309, 4.0), ("Hospital", 172.6262, -43.5340, 2.5),
    ("Margaret Mahy Playground", 172.6445, -43.5270, 1.5), ("Town Hall", 172.6355, -43.5265, 1.0), ("Avon Loop", 172.6500, -43.5230, 1.5),
    ("Richmond", 172.6600, -43.5150, 3.0), ("Riccarton House", 172.5930, -43.5290, 3.5)]


def query(text, *values):
    with psycopg2.connect(
            host=os.environ["POSTGRES_HOST"], port=os.environ["POSTGRES_PORT"], dbname=os.environ["POSTGRES_DB"],
            user=os.environ["POSTGRES_USER"], password=os.environ["POSTGRES_PASSWORD"]) as connection, connection.cursor() as cursor:
        cursor.execute(text, values)
        return cursor.fetchall() if cursor.description else []


def prepare():
    """Several tasks start at once: one of them makes what is missing."""
    query(f"""
        SELECT pg_advisory_xact_lock(1);
        CREATE TABLE IF NOT EXISTS river (shape geometry(LineString, 4326));
        CREATE TABLE IF NOT EXISTS place (name text PRIMARY KEY, height real, shape geometry(Point, 4326));
        INSERT INTO river SELECT ST_GeomFromText('{RIVER}', 4326) WHERE NOT EXISTS (SELECT FROM river);
        INSERT INTO place SELECT name, height, ST_SetSRID(ST_MakePoint(x, y), 4326)
            FROM (VALUES {", ".join(f"('{n}', {h}, {x}, {y})" for n, x, y, h in PLACES)}) v (name, height, x, y)
            ON CONFLICT DO NOTHING""")
