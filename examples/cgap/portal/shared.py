"""What all roles share: the document with the configuration, the database, queues and buckets."""

import json
import os

import boto3
import psycopg2
import psycopg2.extras

ENDPOINT = os.environ.get("AWS_ENDPOINT_URL")  # on AWS there is none


def client(service):
    # Debian's boto3 is older than the variables that name an endpoint.
    endpoint = os.environ.get("AWS_ENDPOINT_URL_S3", ENDPOINT) if service == "s3" else ENDPOINT
    return boto3.client(service, endpoint_url=endpoint)


# The document is read by its name, once, when a role starts.
CONFIG = json.loads(client("secretsmanager").get_secret_value(SecretId=os.environ["IDENTITY"])["SecretString"])
s3 = client("s3")
sqs = client("sqs")


def connect():
    connection = psycopg2.connect(
        host=CONFIG["RDS_HOSTNAME"], port=CONFIG["RDS_PORT"], dbname=CONFIG["RDS_DB_NAME"],
        user=CONFIG["RDS_USERNAME"], password=CONFIG["RDS_PASSWORD"],
        cursor_factory=psycopg2.extras.RealDictCursor)
    connection.autocommit = True
    return connection


def query(text, *values):
    with connect() as connection, connection.cursor() as cursor:
        cursor.execute(text, values)
        return cursor.fetchall() if cursor.description else []


def queue(name):
    """The code expects these names."""
    return sqs.get_queue_url(QueueName=f"{CONFIG['ENV_NAME']}-{name}")["QueueUrl"]


def send(name, message):
    sqs.send_message(QueueUrl=queue(name), MessageBody=json.dumps(message))
