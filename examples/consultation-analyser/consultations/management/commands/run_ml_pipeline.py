from django.core.management.base import BaseCommand

from consultations.models import Consultation
from consultations.pipeline import analyse


class Command(BaseCommand):
    help = "Finds the themes of a consultation's answers"

    def add_arguments(self, parser):
        parser.add_argument("--consultation_slug")

    def handle(self, *, consultation_slug=None, **_):
        for slug in [consultation_slug] if consultation_slug else Consultation.objects.values_list("slug", flat=True):
            analyse(slug)
            self.stdout.write(f"analysed {slug}")
