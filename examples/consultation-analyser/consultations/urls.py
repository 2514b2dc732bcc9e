from django.urls import path

from consultations import views

urlpatterns = [path("", views.home), path("answer", views.answer), path("analyse", views.analyse)]
