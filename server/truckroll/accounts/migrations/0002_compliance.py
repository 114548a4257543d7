from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="user",
            name="user_role_known",
        ),
        migrations.AlterField(
            model_name="user",
            name="role",
            field=models.TextField(
                choices=[
                    ("technician", "Technician"),
                    ("lead_technician", "Lead Technician"),
                    ("dispatcher", "Dispatcher"),
                    ("billing", "Billing"),
                    ("compliance", "Compliance"),
                    ("auditor", "Auditor"),
                    ("admin", "Admin"),
                ]
            ),
        ),
        migrations.AlterField(
            model_name="userevent",
            name="role",
            field=models.TextField(
                choices=[
                    ("technician", "Technician"),
                    ("lead_technician", "Lead Technician"),
                    ("dispatcher", "Dispatcher"),
                    ("billing", "Billing"),
                    ("compliance", "Compliance"),
                    ("auditor", "Auditor"),
                    ("admin", "Admin"),
                ]
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "role__in",
                        ["technician", "lead_technician", "dispatcher", "billing", "compliance", "auditor", "admin"],
                    )
                ),
                name="user_role_known",
            ),
        ),
    ]
