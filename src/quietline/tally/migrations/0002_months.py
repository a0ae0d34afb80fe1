from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tally", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="MonthSum",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("measure", models.CharField(max_length=40)),
                ("along", models.CharField(max_length=20)),
                ("month", models.DateField()),
                ("one", models.CharField(blank=True, default="", max_length=50)),
                ("other", models.CharField(blank=True, default="", max_length=50)),
                ("count", models.PositiveBigIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("measure", "along", "month", "one", "other"), name="one_sum_a_month"
                    )
                ],
            },
        ),
    ]
