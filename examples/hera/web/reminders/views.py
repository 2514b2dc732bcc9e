from django.conf import settings
from django.db import Error, connection
from django.http import JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from .models import Child, Dose, Event, JobRun, Notification, Survey, Vaccine


@never_cache
def health_check(request):
    """Healthy is: able to answer, with the database. The load balancer asks every few seconds."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error as error:
        reason = str(error).strip().partition("\n")[0]
        return JsonResponse({"status": "unhealthy", "database": reason, "version": settings.VERSION}, status=503)
    return JsonResponse({"status": "healthy", "database": "ok", "version": settings.VERSION})


@never_cache
def home(request):
    today = timezone.localdate()
    doses = list(Dose.objects.select_related("vaccine"))
    context = {
        "version": settings.VERSION,
        "features": {
            "Google Maps": settings.GOOGLE_MAPS_KEY,
            "MessageBird": settings.MESSAGEBIRD_API_KEY,
            "OneSignal": settings.ONESIGNAL_ID and settings.ONESIGNAL_KEY,
            "Sentry": settings.SENTRY_SDK_DSN,
        },
        "languages": settings.LANGUAGES,
        "children": [
            describe(child, doses, today) for child in Child.objects.prefetch_related("vaccinations")[:25]
        ],
        "child_count": Child.objects.count(),
        "vaccines": Vaccine.objects.prefetch_related("doses"),
        "dose_count": len(doses),
        "events": Event.objects.all(),
        "notifications": Notification.objects.select_related("child")[:8],
        "notification_count": Notification.objects.count(),
        "surveys": Survey.objects.select_related("child", "template")[:5],
        "survey_count": Survey.objects.count(),
        "runs": JobRun.objects.all()[:8],
    }
    return render(request, "reminders/home.html", context)


def describe(child, doses, today):
    """A line of the table of children: how many doses were given, and which is next."""
    given = {vaccination.dose_id for vaccination in child.vaccinations.all()}
    missing = [dose for dose in doses if dose.id not in given]
    due = child.day_at(missing[0].due_at_weeks) if missing else None
    return {
        "name": child.name,
        "weeks": (today - child.birthday).days // 7,
        "given": len(given),
        "next": missing[0] if missing else None,
        "due": due,
        "state": "done" if due is None else "late" if due < today else "soon" if (due - today).days <= 7 else "later",
    }
