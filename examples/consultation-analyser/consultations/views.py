from itertools import groupby

from django.conf import settings
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from consultations import pipeline
from consultations.models import Consultation


def home(request):
    consultation = Consultation.objects.first()
    answers = consultation.answer_set.order_by("theme", "id")
    return render(request, "home.html", {
        "consultation": consultation, "commit": settings.GIT_SHA[:12],
        "themes": [(theme or "Not analysed yet", list(of)) for theme, of in groupby(answers, lambda a: a.theme)],
        "link": pipeline.link(consultation) if consultation.analysed else None})


@require_POST
def answer(request):
    text = request.POST.get("text", "").strip()[:2000]
    if text:
        get_object_or_404(Consultation, slug=request.POST["slug"]).answer_set.create(text=text)
    return redirect("/")


@require_POST
def analyse(request):
    pipeline.submit(get_object_or_404(Consultation, slug=request.POST["slug"]))
    return redirect("/")
