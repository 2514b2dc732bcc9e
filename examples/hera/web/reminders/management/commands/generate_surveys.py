from django.utils import timezone

from reminders.jobs import Job
from reminders.models import Child, Survey, SurveyTemplate


class Command(Job):
    help = "Puts each survey to the parents of the children who have reached its age."

    def make(self):
        today = timezone.localdate()
        asked = set(Survey.objects.values_list("child", "template"))
        templates = list(SurveyTemplate.objects.all())

        new = [
            Survey(child=child, template=template)
            for child in Child.objects.all()
            for template in templates
            if child.day_at(template.ask_at_weeks) <= today and (child.id, template.id) not in asked
        ]
        # Conflicts come from a run at the same time; the constraint keeps one of the two.
        Survey.objects.bulk_create(new, ignore_conflicts=True)
        return len(new)
