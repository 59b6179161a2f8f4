"""The history that Django's admin site keeps, which repeats the names of what it is about."""

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q

from accounts.models import ApiCall, User


def forget(user: User) -> None:
    """Delete what the history says about a person and their rows; the audit log has it by number."""
    kinds = ContentType.objects.filter(pk__in=LogEntry.objects.values("content_type"))
    for kind in kinds:
        if ids := ids_of(user, kind):
            LogEntry.objects.filter(content_type=kind, object_id__in=ids).delete()


def ids_of(user: User, kind: ContentType) -> list[str]:
    """Return the ids of the person's rows of one kind, of calls none: nobody writes about those."""
    model = kind.model_class()
    if model is User:
        return [str(user.pk)]
    if model is None or model is ApiCall:
        return []
    owners = [Q(**{field.name: user.pk}) for field in model._meta.fields if field.related_model is User]
    rows = model._base_manager.filter(*owners) if owners else model._base_manager.none()
    return [str(pk) for pk in rows.values_list("pk", flat=True)]
