import django.db.models.deletion
from django.db import migrations, models

QUESTION = "How should the town spend the money for its river bank?"
ANSWERS = [
    "More trees, please, and shade for the benches.", "A safe path for bicycles along the water.", "Trees! The heat is unbearable in July.",
    "Somewhere for children to play.", "The bicycle path ends at the bridge, where one needs it most.", "A playground that is not plastic.",
    "Leave it as it is and mend the pipes instead."]


def example(apps, _):
    consultation = apps.get_model("consultations", "Consultation").objects.create(slug="river-bank", question=QUESTION)
    answer = apps.get_model("consultations", "Answer")
    answer.objects.bulk_create(answer(consultation=consultation, text=text) for text in ANSWERS)


class Migration(migrations.Migration):
    operations = [
        migrations.CreateModel("Consultation", [
            ("id", models.BigAutoField(primary_key=True, serialize=False)),
            ("slug", models.SlugField(unique=True)),
            ("question", models.TextField()),
            ("analysed", models.DateTimeField(null=True)),
            ("state", models.CharField(max_length=40, default="not analysed yet")),
        ]),
        migrations.CreateModel("Answer", [
            ("id", models.BigAutoField(primary_key=True, serialize=False)),
            ("text", models.TextField()),
            ("theme", models.CharField(max_length=80, blank=True)),
            ("consultation", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to="consultations.consultation")),
        ]),
        migrations.RunPython(example, migrations.RunPython.noop),
    ]
