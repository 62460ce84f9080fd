from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_fill_new_columns")]

    operations = [
        migrations.AlterField(
            model_name="case", name="serious_on", field=models.DateField()
        ),
    ]
