"""A database that refuses to change or delete audit entries."""

from django.db import migrations

REFUSAL = "the audit log is append-only"
SQLITE = "CREATE TRIGGER accounts_audit_no_{0} BEFORE {0} ON accounts_auditentry BEGIN SELECT RAISE(ABORT, '{1}'); END"
POSTGRES = f"""
CREATE FUNCTION accounts_audit_refuse() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$ LANGUAGE plpgsql;
CREATE TRIGGER accounts_audit_no_change BEFORE UPDATE OR DELETE ON accounts_auditentry
FOR EACH ROW EXECUTE FUNCTION accounts_audit_refuse();
CREATE TRIGGER accounts_audit_no_truncate BEFORE TRUNCATE ON accounts_auditentry
FOR EACH STATEMENT EXECUTE FUNCTION accounts_audit_refuse();
"""


def protect_audit_log(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for action in ("UPDATE", "DELETE"):
            schema_editor.execute(SQLITE.format(action, REFUSAL))
    else:
        schema_editor.execute(POSTGRES)


def unprotect_audit_log(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for action in ("UPDATE", "DELETE"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS accounts_audit_no_{action}")
        return
    for name in ("change", "truncate"):
        schema_editor.execute(f"DROP TRIGGER IF EXISTS accounts_audit_no_{name} ON accounts_auditentry")
    schema_editor.execute("DROP FUNCTION IF EXISTS accounts_audit_refuse()")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_access")]

    operations = [migrations.RunPython(protect_audit_log, unprotect_audit_log)]
