from django.contrib import admin
from django.urls import include, path

from reminders import views

urlpatterns = [
    path("", views.home, name="home"),
    path("infra/health_check/", views.health_check, name="health_check"),
    path("admin/", admin.site.urls),
    path("i18n/", include("django.conf.urls.i18n")),
]
