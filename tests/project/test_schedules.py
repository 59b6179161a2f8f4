"""The recurring jobs in the queue's own table."""

import pytest
from django.utils.module_loading import import_string
from django_q.models import Schedule

from project.schedules import JOBS, install_schedules

pytestmark = pytest.mark.django_db


def test_installing_twice_leaves_one_schedule_for_each_job() -> None:
    install_schedules()
    first = dict(Schedule.objects.values_list("name", "id"))
    install_schedules()
    assert dict(Schedule.objects.values_list("name", "id")) == first
    assert set(first) == {job.name for job in JOBS}


def test_an_outdated_job_goes_and_one_of_the_operator_stays() -> None:
    Schedule.objects.create(name="old", func="alerts.tasks.long_gone")
    Schedule.objects.create(name="own", func="operator_code.nightly")
    install_schedules()
    names = set(Schedule.objects.values_list("name", flat=True))
    assert names == {job.name for job in JOBS} | {"own"}


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.function)
def test_every_job_names_a_function_that_takes_no_arguments(job: object) -> None:
    function = import_string(job.function)  # type: ignore[attr-defined]
    assert function.__code__.co_argcount == 0
