import datetime

from django.db.models import Prefetch
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from reminders.jobs import Job
from reminders.models import Child, Dose, Event, Notification, Vaccination

WEEK = datetime.timedelta(weeks=1)


class Command(Job):
    help = "Writes this week's reminders of doses and check-ups that are due."

    def make(self):
        today = timezone.localdate()
        monday = today - datetime.timedelta(days=today.weekday())
        sent = set(Notification.objects.filter(week=monday).values_list("child", "dose", "event"))
        doses = list(Dose.objects.select_related("vaccine"))
        events = list(Event.objects.all())
        children = Child.objects.prefetch_related(Prefetch("vaccinations", Vaccination.objects.only("child", "dose")))

        new = []
        for child in children:
            given = {vaccination.dose_id for vaccination in child.vaccinations.all()}
            # From a week before its day on: a dose until it is given, a check-up for a week after.
            due = [{"dose": dose} for dose in doses if dose.id not in given and child.day_at(dose.due_at_weeks) - WEEK <= today]
            due += [{"event": event} for event in events if abs(child.day_at(event.due_at_weeks) - today) <= WEEK]
            for subject in due:
                notification = Notification(child=child, week=monday, **subject)
                if (child.id, notification.dose_id, notification.event_id) not in sent:
                    notification.text = text(child, *subject.values())
                    new.append(notification)

        # Conflicts come from a run at the same time; the constraints keep one of the two.
        Notification.objects.bulk_create(new, ignore_conflicts=True)
        return len(new)


def text(child, subject):
    """What the parents read, in their language."""
    with translation.override(child.language):
        day = date_format(child.day_at(subject.due_at_weeks))
        return _("%(child)s: %(subject)s is due on %(day)s.") % {"child": child, "subject": subject, "day": day}
