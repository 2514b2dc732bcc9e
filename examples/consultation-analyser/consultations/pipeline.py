"""How an analysis is asked for: as a batch job on AWS, from the queue where there is no such thing."""

import json
import os

import boto3
from django.utils import timezone
from redis import Redis
from rq import Queue

from consultations.models import Consultation

THEMES = {"Trees and shade": ("tree", "shade", "heat"), "Cycling": ("bicycle", "cycl"), "Play": ("play", "child")}
BUCKET = os.environ.get("APP_BUCKET", "")


def s3():
    # Debian's boto3 is older than the variable that names an endpoint.
    return boto3.client("s3", endpoint_url=os.environ.get("AWS_ENDPOINT_URL_S3"))


def submit(consultation):
    """Answers at once; the work is done elsewhere."""
    consultation.state = "waits for its analysis"
    consultation.save()
    if os.environ.get("LLM_BACKEND") == "fake":
        Queue(connection=Redis(os.environ["REDIS_HOST"], int(os.environ["REDIS_PORT"]))).enqueue(
            "consultations.worker.run", consultation.slug)
    else:
        boto3.client("batch").submit_job(
            jobName=f"analyse-{consultation.slug}"[:128], jobQueue=os.environ["BATCH_JOB_QUEUE"],
            jobDefinition=os.environ["BATCH_JOB_DEFINITION"],
            containerOverrides={"command": ["venv/bin/django-admin", "run_ml_pipeline", "--consultation_slug", consultation.slug]})


def analyse(slug):
    """A theme for each answer, and the result as a file in the bucket."""
    consultation = Consultation.objects.get(slug=slug)
    for answer in consultation.answer_set.all():
        text = answer.text.lower()
        answer.theme = next((theme for theme, words in THEMES.items() if any(w in text for w in words)), "Something else")
        answer.save()
    result = [{"theme": a.theme, "answer": a.text} for a in consultation.answer_set.order_by("theme")]
    s3().put_object(Bucket=BUCKET, Key=f"app_data/{slug}.json", Body=json.dumps(result, indent=2).encode(), ContentType="application/json")
    consultation.state, consultation.analysed = "analysed", timezone.now()
    consultation.save()


def link(consultation):
    return s3().generate_presigned_url("get_object", Params={"Bucket": BUCKET, "Key": f"app_data/{consultation.slug}.json"})
