"""Copies of one's data through the API, and the end of an account."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoCaptureOnCommitCallbacks

from accounts.exports import claim_export, exports_of, run_exports
from accounts.keys import create_key
from accounts.models import ApiCall, DataExport, User
from accounts.usage.meter import METER
from tests.accounts.programs import Program, error_of, tokens_for
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db


def started(program: Program) -> str:
    answer = program.post("/me/exports")
    assert answer.status_code == 202
    return str(answer.json()["job_id"])


def test_a_copy_from_asking_to_download(user: User, program: Program) -> None:
    answer = program.post("/me/exports")
    body = answer.json()
    assert answer.status_code == 202
    assert set(body) == {"job_id", "status", "created_at", "message"}
    assert body["status"] == "queued"
    job_id = body["job_id"]
    assert program.post("/me/exports").json()["job_id"] == job_id, "the one that waits, not a second one"
    assert error_of(program.get(f"/me/exports/{job_id}")) == (409, "CONFLICT")
    run_exports()
    job = program.get(f"/jobs/{job_id}").json()
    finished_at = job.pop("finished_at")
    assert finished_at.startswith("20")
    assert job == {
        "job_id": job_id,
        "kind": "export",
        "status": "completed",
        "percent": 100,
        "created_at": body["created_at"],
        "error": None,
        "result_url": f"/api/v1/me/exports/{job_id}",
    }
    document = program.get(f"/me/exports/{job_id}")
    assert document.status_code == 200
    assert document["Content-Type"] == "application/json"
    assert "attachment" in document["Content-Disposition"]
    assert document.json()["profile"][0]["username"] == user.username


def test_a_job_waits_runs_and_says_how_far_it_is(program: Program) -> None:
    job_id = started(program)
    claim_export()
    DataExport.objects.update(percent=40)
    job = program.get(f"/jobs/{job_id}").json()
    assert (job["status"], job["percent"], job["result_url"], job["finished_at"]) == ("running", 40, None, None)
    assert program.post("/me/exports").json()["status"] == "running"


def test_my_jobs_are_listed_the_newest_first(program: Program, user: User) -> None:
    first = started(program)
    run_exports()
    second = started(program)
    assert [job["job_id"] for job in program.get("/jobs").json()] == [second, first]
    assert [job["job_id"] for job in program.get("/jobs?limit=1&offset=1").json()] == [first]
    assert Program(token=tokens_for(UserFactory()).access).get("/jobs").json() == []


def test_the_number_of_queries_does_not_grow_with_the_jobs(program: Program, user: User) -> None:
    counts = []
    program.get("/jobs")  # the first call ever writes the plans
    for number in (1, 4):
        while exports_of(user).count() < number:
            DataExport.objects.create(user=user, state="cancelled")
        with CaptureQueriesContext(connection) as queries:
            assert len(program.get("/jobs").json()) == number
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 4


@pytest.mark.parametrize("path", ["/jobs/{}", "/me/exports/{}"])
def test_an_unknown_job_and_somebody_elses_answer_alike(path: str, program: Program) -> None:
    stranger = Program(token=tokens_for(UserFactory()).access)
    for job_id in (started(stranger), uuid.uuid4()):
        assert error_of(program.get(path.format(job_id))) == (404, "JOB_NOT_FOUND")
    assert error_of(program.get(path.format("not-a-job"))) == (422, "INVALID_INPUT")


def test_a_job_is_cancelled_once(program: Program) -> None:
    job_id = started(program)
    assert program.delete(f"/jobs/{job_id}").status_code == 204
    assert program.get(f"/jobs/{job_id}").json()["status"] == "cancelled"
    assert error_of(program.delete(f"/jobs/{job_id}")) == (409, "CONFLICT")
    assert error_of(program.delete(f"/jobs/{uuid.uuid4()}")) == (404, "JOB_NOT_FOUND")
    assert error_of(program.delete("/jobs/1")) == (422, "INVALID_INPUT")


def test_somebody_elses_job_is_not_cancelled(program: Program) -> None:
    stranger = Program(token=tokens_for(UserFactory()).access)
    job_id = started(stranger)
    assert error_of(program.delete(f"/jobs/{job_id}")) == (404, "JOB_NOT_FOUND")
    assert stranger.get(f"/jobs/{job_id}").json()["status"] == "queued"


def test_a_key_reads_jobs_and_does_nothing_else(program: Program, user: User) -> None:
    _, text = create_key(user, "desk")
    robot = Program(key=text)
    job_id = started(program)
    assert robot.get(f"/jobs/{job_id}").status_code == 200
    assert len(robot.get("/jobs").json()) == 1
    for refused in (
        robot.post("/me/exports"),
        robot.get(f"/me/exports/{job_id}"),
        robot.delete(f"/jobs/{job_id}"),
        robot.call("delete", "/me", {"password": PASSWORD}),
    ):
        assert error_of(refused) == (403, "PERMISSION_DENIED")


def test_nobody_is_let_in_without_signing_in() -> None:
    for method, path in (("post", "/me/exports"), ("get", "/jobs"), ("delete", "/me")):
        assert error_of(Program().call(method, path)) == (401, "AUTHENTICATION_FAILED")


def test_an_account_is_deleted_with_its_password(
    program: Program, user: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        answer = program.call("delete", "/me", {"password": PASSWORD})
    assert (answer.status_code, answer.content) == (204, b"")
    assert not User.objects.exists()
    assert error_of(program.get("/me")) == (401, "AUTHENTICATION_FAILED")
    METER.flush()
    assert not ApiCall.objects.filter(user_id=user.pk).exists()


def test_a_wrong_password_deletes_nothing_and_locks_after_a_while(program: Program) -> None:
    answer = program.call("delete", "/me", {"password": "wrong"})
    assert error_of(answer) == (422, "INVALID_INPUT")
    assert answer.json()["error"]["details"] == {"password": "This is not your password."}
    assert error_of(program.call("delete", "/me", {})) == (422, "INVALID_INPUT")
    for _ in range(4):
        program.call("delete", "/me", {"password": "wrong"})
    assert error_of(program.call("delete", "/me", {"password": PASSWORD})) == (429, "RATE_LIMIT_EXCEEDED")
    assert User.objects.count() == 1


def test_an_account_without_a_password_is_deleted_in_the_browser(program: Program, user: User) -> None:
    user.set_unusable_password()
    user.save()
    answer = Program(token=tokens_for(user).access).call("delete", "/me", {"password": "anything"})
    assert error_of(answer) == (422, "INVALID_INPUT")
    assert "Your data" in answer.json()["error"]["details"]["password"]


def test_the_only_administrator_is_told_what_to_do(program: Program) -> None:
    User.objects.update(is_superuser=True)
    answer = program.call("delete", "/me", {"password": PASSWORD})
    assert error_of(answer) == (409, "CONFLICT")
    assert "another user an administrator" in answer.json()["error"]["message"]
