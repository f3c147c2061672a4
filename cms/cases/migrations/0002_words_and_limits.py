"""The kinds, category schemes, promise and stage limits that ship. Source: docs/decisions/0003-configuration-not-code.md."""

from django.db import migrations

KINDS = [
    ("complaint", "Klagomål", "Klagomål", "klagomal"),
    ("praise", "Beröm", "Beröm", "berom"),
    ("suggestion", "Förslag", "Förslag", "forslag"),
    ("question", "Fråga", "Frågor", "fraga"),
]

SCHEMES = {
    ("kristianstad-10", "Tio kategorier"): [
        ("fysisk-miljo", "Fysisk miljö"),
        ("delaktighet", "Delaktighet"),
        ("handlaggning", "Handläggning"),
        ("bemotande", "Bemötande"),
        ("tillganglighet", "Tillgänglighet"),
        ("kompetens", "Kompetens"),
        ("information", "Information"),
        ("kost", "Kost"),
        ("utbud", "Utbud"),
        ("ovrigt", "Övrigt"),
    ],
    ("ostersund-5", "Fem kvalitetsdimensioner"): [
        ("tillgang-tillganglighet", "Tillgång & tillgänglighet"),
        ("kompetens", "Kompetens"),
        ("bemotande", "Bemötande"),
        ("inflytande", "Inflytande"),
        ("verksamhetsspecifika", "Verksamhetsspecifika"),
    ],
}

STAGES = [("distribute", 2), ("investigate", 20), ("check", 2)]


def add_words(apps, schema_editor):
    for position, (code, name, plural, slug) in enumerate(KINDS):
        apps.get_model("cases", "Kind").objects.create(code=code, name=name, plural=plural, slug=slug, position=position)
    taken = set()
    for (code, name), categories in SCHEMES.items():
        scheme = apps.get_model("cases", "CategoryScheme").objects.create(code=code, name=name)
        for position, (category, label) in enumerate(categories):
            slug = category if category not in taken else f"{category}-{code}"
            taken.add(slug)
            apps.get_model("cases", "Category").objects.create(scheme=scheme, code=category, name=label, slug=slug, position=position)
    for stage, days in STAGES:
        apps.get_model("cases", "StageLimit").objects.create(stage=stage, working_days=days)
    promise = apps.get_model("cases", "Promise").objects.create(code="en-manad", name="Svar inom en månad", length=1, unit="months")
    promise.kinds.set(apps.get_model("cases", "Kind").objects.filter(code__in=["complaint", "suggestion"]))


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]
    operations = [migrations.RunPython(add_words, migrations.RunPython.noop)]
