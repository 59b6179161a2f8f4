"""What alerts are found by on PostgreSQL: one column of words and labels.

That column is the database's own, because SQLite has nothing like it and looks at the rows. It needs no extension,
so no superuser either.
"""

from typing import Any

from django.db import migrations

PUNCTUATION = "".join(chr(code) for code in range(33, 127) if not chr(code).isalnum())
WORDS = "translate(left(title || ' ' || content || ' ' || tokens_mentioned::text, 100000), {}, repeat(' ', {}))".format(
    "'" + PUNCTUATION.replace("'", "''") + "'", len(PUNCTUATION)
)
LABELS = (
    "ARRAY['~kind:' || kind, '~urgency:' || urgency, '~status:' || status, '~type:' || source_type, "
    "'~source:' || source_name, '~language:' || language, '~event:' || event_status, "
    "'~company:' || coalesce(company_id, 0)::text]"
)
FORWARD = (
    "ALTER TABLE alerts_alert ADD COLUMN search tsvector GENERATED ALWAYS AS "
    f"(to_tsvector('simple'::regconfig, lower({WORDS})) || array_to_tsvector({LABELS})) STORED",
    "CREATE INDEX alerts_alert_search ON alerts_alert USING gin (search) WITH (fastupdate = off)",
    "ALTER TABLE alerts_alert ALTER COLUMN search SET STATISTICS 500",
)
BACKWARD = ("DROP INDEX alerts_alert_search", "ALTER TABLE alerts_alert DROP COLUMN search")


def run(statements: tuple[str, ...]) -> Any:
    def step(apps: Any, editor: Any) -> None:
        if editor.connection.vendor == "postgresql":
            for statement in statements:
                editor.execute(statement, params=None)

    return step


class Migration(migrations.Migration):
    dependencies = [("alerts", "0002_event_engine")]

    operations = [migrations.RunPython(run(FORWARD), run(BACKWARD))]
