from django.db import models


class Consultation(models.Model):
    slug = models.SlugField(unique=True)
    question = models.TextField()
    analysed = models.DateTimeField(null=True)
    state = models.CharField(max_length=40, default="not analysed yet")


class Answer(models.Model):
    consultation = models.ForeignKey(Consultation, models.CASCADE)
    text = models.TextField()
    theme = models.CharField(max_length=80, blank=True)
