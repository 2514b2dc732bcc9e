"""
Run them against a real PostgreSQL, as HStoreField needs one:

    fairlead run web -- python manage.py test
"""

import datetime
from io import StringIO
from unittest import mock

from django.core.management import call_command
from django.db import OperationalError, connection
from django.test import TestCase
from django.utils import timezone, translation

from .apps import close_dead_connections
from .models import Child, Dose, JobRun, Notification, Survey, Vaccination, Vaccine


def run(command):
    output = StringIO()
    call_command(command, stdout=output)
    return output.getvalue().strip()


class FixtureTests(TestCase):
    fixtures = ["vaccines_and_doses", "events", "survey_templates", "children"]

    def test_home_page_shows_what_there_is(self):
        run("generate_notifications")
        run("generate_surveys")
        page = self.client.get("/")
        self.assertContains(page, "Measles, mumps, rubella")
        self.assertContains(page, Child.objects.first().name)
        self.assertContains(page, "generate_notifications")

    def test_home_page_speaks_turkish(self):
        page = self.client.get("/", HTTP_ACCEPT_LANGUAGE="tr")
        self.assertContains(page, "Çocuklar")
        self.assertContains(page, "Kızamık")

    def test_seeding_twice_changes_nothing(self):
        before = Dose.objects.count()
        call_command("loaddata", *self.fixtures, verbosity=0)
        self.assertEqual(Dose.objects.count(), before)

    def test_surveys_are_put_once(self):
        run("generate_surveys")
        self.assertGreater(Survey.objects.count(), 0)
        self.assertEqual(run("generate_surveys"), "generate_surveys: 0 new")


class NotificationTests(TestCase):
    def setUp(self):
        self.vaccine = Vaccine.objects.create(code="mmr", names={"en": "Measles", "tr": "Kızamık"})
        self.dose = Dose.objects.create(vaccine=self.vaccine, number=1, due_at_weeks=52)

    def child(self, weeks, **values):
        birthday = timezone.localdate() - datetime.timedelta(weeks=weeks)
        return Child.objects.create(name="Elif", birthday=birthday, **values)

    def test_due_dose_is_reminded_once_a_week(self):
        self.child(weeks=53)
        self.assertEqual(run("generate_notifications"), "generate_notifications: 1 new")
        self.assertEqual(run("generate_notifications"), "generate_notifications: 0 new")

        Notification.objects.update(week=Notification.objects.get().week - datetime.timedelta(weeks=1))
        self.assertEqual(run("generate_notifications"), "generate_notifications: 1 new")

    def test_later_or_given_dose_is_not_reminded(self):
        self.child(weeks=20)
        Vaccination.objects.create(child=self.child(weeks=60), dose=self.dose)
        run("generate_notifications")
        self.assertFalse(Notification.objects.exists())

    def test_parents_read_their_own_language(self):
        self.child(weeks=52, language="tr")
        run("generate_notifications")
        self.assertIn("Kızamık, 1. doz", Notification.objects.get().text)

    def test_two_runs_at_once_make_no_duplicates(self):
        self.child(weeks=53)
        run("generate_notifications")
        # The second run does not see what the first one wrote: only the constraint does.
        with mock.patch.object(Notification.objects, "filter", return_value=Notification.objects.none()):
            run("generate_notifications")
        self.assertEqual(Notification.objects.count(), 1)

    def test_failed_run_has_no_end(self):
        with mock.patch("reminders.management.commands.generate_notifications.Command.make", side_effect=ValueError):
            with self.assertRaises(ValueError):
                run("generate_notifications")
        self.assertIsNone(JobRun.objects.get().finished_at)


class InfrastructureTests(TestCase):
    def test_healthy_with_any_host(self):
        answer = self.client.get("/infra/health_check/", HTTP_HOST="10.0.0.7:8000")
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(answer.json()["status"], "healthy")

    def test_unhealthy_without_the_database(self):
        with mock.patch("reminders.views.connection.cursor", side_effect=OperationalError("gone")):
            answer = self.client.get("/infra/health_check/")
        self.assertEqual(answer.status_code, 503)
        self.assertEqual(answer.json()["database"], "gone")

    def test_dead_connection_is_given_up_before_a_request(self):
        with mock.patch.object(connection, "is_usable", return_value=False):
            with mock.patch.object(connection, "close") as close:
                close_dead_connections()
        close.assert_called_once()

    def test_names_fall_back_to_english(self):
        with translation.override("tr"):
            self.assertEqual(str(Vaccine(names={"en": "Measles"})), "Measles")

    def test_admin_has_its_styles(self):
        self.assertContains(self.client.get("/admin/login/"), "/static/admin/css/base.")
