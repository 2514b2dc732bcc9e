import datetime

from django.contrib.postgres.fields import HStoreField
from django.db import models
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy as _


class Named(models.Model):
    """Something with a name per language, such as {"en": "Measles", "tr": "Kızamık"}."""

    names = HStoreField(_("names"))

    class Meta:
        abstract = True

    def __str__(self):
        return self.names.get(get_language()) or self.names.get("en", "")


class Vaccine(Named):
    code = models.SlugField(_("code"), unique=True)

    class Meta:
        verbose_name = _("vaccine")
        verbose_name_plural = _("vaccines")
        ordering = ["id"]


class Dose(models.Model):
    vaccine = models.ForeignKey(Vaccine, models.CASCADE, related_name="doses", verbose_name=_("vaccine"))
    number = models.PositiveSmallIntegerField(_("number"))
    due_at_weeks = models.PositiveSmallIntegerField(_("due at (weeks of age)"))

    class Meta:
        verbose_name = _("dose")
        verbose_name_plural = _("doses")
        ordering = ["due_at_weeks", "id"]
        constraints = [models.UniqueConstraint(fields=["vaccine", "number"], name="one_dose_of_a_number")]

    def __str__(self):
        return _("%(vaccine)s, dose %(number)d") % {"vaccine": self.vaccine, "number": self.number}


class Event(Named):
    """A check-up that every child of some age is invited to."""

    due_at_weeks = models.PositiveSmallIntegerField(_("due at (weeks of age)"))

    class Meta:
        verbose_name = _("check-up")
        verbose_name_plural = _("check-ups")
        ordering = ["due_at_weeks", "id"]


class Child(models.Model):
    name = models.CharField(_("name"), max_length=100)
    birthday = models.DateField(_("birthday"))
    language = models.CharField(_("language"), max_length=2, choices=[("en", "English"), ("tr", "Türkçe")], default="en")
    phone = models.CharField(_("phone of a parent"), max_length=20, blank=True)

    class Meta:
        verbose_name = _("child")
        verbose_name_plural = _("children")
        ordering = ["name"]

    def __str__(self):
        return self.name

    def day_at(self, weeks):
        """The day on which the child is that many weeks old."""
        return self.birthday + datetime.timedelta(weeks=weeks)


class Vaccination(models.Model):
    """A dose that was given."""

    child = models.ForeignKey(Child, models.CASCADE, related_name="vaccinations", verbose_name=_("child"))
    dose = models.ForeignKey(Dose, models.CASCADE, verbose_name=_("dose"))
    given_on = models.DateField(_("given on"), default=timezone.localdate)

    class Meta:
        verbose_name = _("vaccination")
        verbose_name_plural = _("vaccinations")
        constraints = [models.UniqueConstraint(fields=["child", "dose"], name="each_dose_once")]

    def __str__(self):
        return f"{self.child}: {self.dose}"


class Notification(models.Model):
    """
    A reminder about one dose or one check-up. At most one a week for each: the constraints, not the job that
    writes them, make sure of that. So the job may run every minute, twice at once, or again after a crash.
    """

    child = models.ForeignKey(Child, models.CASCADE, related_name="notifications", verbose_name=_("child"))
    dose = models.ForeignKey(Dose, models.CASCADE, null=True, blank=True, verbose_name=_("dose"))
    event = models.ForeignKey(Event, models.CASCADE, null=True, blank=True, verbose_name=_("check-up"))
    week = models.DateField(_("week"), help_text=_("its Monday"))
    text = models.CharField(_("text"), max_length=300)
    created_at = models.DateTimeField(_("created at"), default=timezone.now)

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["child", "dose", "week"], name="one_reminder_of_a_dose_a_week"),
            models.UniqueConstraint(fields=["child", "event", "week"], name="one_reminder_of_an_event_a_week"),
        ]

    def __str__(self):
        return self.text


class SurveyTemplate(Named):
    """A question to put to the parents when the child has reached some age."""

    ask_at_weeks = models.PositiveSmallIntegerField(_("ask at (weeks of age)"))

    class Meta:
        verbose_name = _("survey template")
        verbose_name_plural = _("survey templates")
        ordering = ["ask_at_weeks", "id"]


class Survey(models.Model):
    child = models.ForeignKey(Child, models.CASCADE, related_name="surveys", verbose_name=_("child"))
    template = models.ForeignKey(SurveyTemplate, models.CASCADE, verbose_name=_("survey template"))
    answers = HStoreField(_("answers"), default=dict, blank=True)
    created_at = models.DateTimeField(_("created at"), default=timezone.now)

    class Meta:
        verbose_name = _("survey")
        verbose_name_plural = _("surveys")
        ordering = ["-created_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["child", "template"], name="each_survey_once")]

    def __str__(self):
        return f"{self.child}: {self.template}"


class JobRun(models.Model):
    """One run of a scheduled job. Without an end it is still going on, or was cut short."""

    job = models.CharField(_("job"), max_length=50)
    version = models.CharField(_("version"), max_length=50)
    started_at = models.DateTimeField(_("started at"), default=timezone.now, db_index=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    made = models.PositiveIntegerField(_("made"), default=0)

    class Meta:
        verbose_name = _("job run")
        verbose_name_plural = _("job runs")
        ordering = ["-started_at"]

    def __str__(self):
        return f"{self.job} {self.started_at:%Y-%m-%d %H:%M:%S}"
