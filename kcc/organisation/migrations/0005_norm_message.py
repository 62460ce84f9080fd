"""The message of a constraint without a percent sign, which Django took for a placeholder."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("organisation", "0004_channel_follow_up")]
    operations = [
        migrations.AlterConstraint(
            model_name="servicenorm",
            name="service_norm_sane",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gte", 1), ("target_percentage__lte", 100)),
                name="service_norm_sane",
                violation_error_message="The term is at least 1, the target at most 100.",
            ),
        )
    ]
