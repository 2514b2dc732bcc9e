"""What the queue's worker calls; it knows nothing of Django by itself."""

import django

django.setup()

from django.core.management import call_command  # noqa: E402


def run(slug):
    call_command("run_ml_pipeline", consultation_slug=slug)
