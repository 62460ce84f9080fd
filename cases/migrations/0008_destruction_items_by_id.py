import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0007_moments_of_terms")]

    operations = [
        migrations.AddField(
            model_name="destructionitem",
            name="public_id",
            field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
        ),
    ]
