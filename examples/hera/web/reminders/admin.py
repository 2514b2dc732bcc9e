from django.contrib import admin

from .models import Child, Dose, Event, JobRun, Notification, Survey, SurveyTemplate, Vaccination, Vaccine

admin.site.site_header = admin.site.site_title = "HERA"


class DoseInline(admin.TabularInline):
    model = Dose
    extra = 0


class VaccinationInline(admin.TabularInline):
    model = Vaccination
    extra = 0


@admin.register(Vaccine)
class VaccineAdmin(admin.ModelAdmin):
    list_display = ["__str__", "code"]
    inlines = [DoseInline]


@admin.register(Child)
class ChildAdmin(admin.ModelAdmin):
    list_display = ["name", "birthday", "language", "phone"]
    search_fields = ["name"]
    inlines = [VaccinationInline]


@admin.register(Event)
class EventAdmin(admin.ModelAdmin):
    list_display = ["__str__", "due_at_weeks"]


@admin.register(SurveyTemplate)
class SurveyTemplateAdmin(admin.ModelAdmin):
    list_display = ["__str__", "ask_at_weeks"]


@admin.register(Notification)
class NotificationAdmin(admin.ModelAdmin):
    list_display = ["text", "child", "week", "created_at"]
    date_hierarchy = "created_at"


@admin.register(Survey)
class SurveyAdmin(admin.ModelAdmin):
    list_display = ["child", "template", "created_at"]


@admin.register(JobRun)
class JobRunAdmin(admin.ModelAdmin):
    list_display = ["job", "version", "started_at", "finished_at", "made"]
    list_filter = ["job"]
