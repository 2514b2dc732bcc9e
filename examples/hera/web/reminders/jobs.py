import datetime

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils import timezone

from .models import JobRun


class Job(BaseCommand):
    """A command that makes something, records its run and says how much it made."""

    def make(self):
        """Does the work, in one transaction, and returns how many rows it made."""
        raise NotImplementedError

    def handle(self, *args, **options):
        name = self.__module__.rpartition(".")[2]
        run = JobRun.objects.create(job=name, version=settings.VERSION)

        with transaction.atomic():
            run.made = self.make()
        run.finished_at = timezone.now()
        run.save()

        # A run a minute is half a million a year.
        JobRun.objects.filter(started_at__lt=run.started_at - datetime.timedelta(days=7)).delete()
        self.stdout.write(f"{name}: {run.made} new")
