"""The companies pages: list, one company, test box, form, import."""

import re

import pytest
import redis
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from alerts.models import AlertMark, Company
from tests.dashboard.stories import tell
from tests.factories import AlertFactory, CompanyFactory, EventFactory, UserFactory

pytestmark = pytest.mark.django_db
PAGE = reverse("companies")
HTMX = {"HX-Request": "true"}


@pytest.fixture
def operator() -> Client:
    client = Client()
    client.force_login(UserFactory(is_staff=True))
    return client


def html(client: Client, path: str = PAGE, **headers: str) -> str:
    return client.get(path, headers=headers).content.decode()


def test_a_reader_sees_the_list_and_no_buttons_to_change_it(reader: Client) -> None:
    company = CompanyFactory(name="Nebula Labs", tokens=["NEBX"], aliases=["Nebula DAO"], exclusions=["dust"])
    alert = AlertFactory(company=company)
    tell(EventFactory(company=company), "Harbour wire")
    AlertMark.objects.create(user=UserFactory(), alert=alert, verdict="useful")
    page = html(reader)
    for text in ("Nebula Labs", "NEBX", "Nebula DAO", "100%", "1 watched"):
        assert text in page
    heads = [re.sub(r"<[^>]+>", "", each) for each in re.findall(r'<th scope="col".*?</th>', page)]
    assert heads == [
        *("Company", "Tickers", "Account", "Feeds 7d", "Keywords", "Priority", "Last seen", "Alerts 7d"),
        *("Useful", "Hit rate"),
    ]
    assert "Add a company" not in page
    for path in (reverse("new_company"), reverse("edit_company", args=[company.pk]), reverse("import_companies")):
        assert reader.get(path).status_code == 403


def test_feeds_and_keywords_stand_in_the_row_and_the_feeds_by_name_on_the_company(reader: Client) -> None:
    company = CompanyFactory(name="Nebula Labs", aliases=["Nebula DAO"], exclusions=["dust", "cloud"])
    for name in ("Tide news", "Harbour wire"):
        tell(EventFactory(company=company), name)
    page = html(reader)
    assert 'title="Harbour wire, Tide news"' in page
    assert "Nebula DAO" in page
    assert "not dust, cloud" in page
    assert "Harbour wire, Tide news" in html(reader, reverse("company", args=[company.pk]))


def test_the_empty_list_and_the_one_without_a_match_say_so(reader: Client, operator: Client) -> None:
    assert "Nobody is watched yet. An administrator adds companies." in html(reader)
    assert "manage.py seed" in html(operator)
    CompanyFactory(name="Nebula Labs")
    assert "No company matches." in html(reader, f"{PAGE}?q=orbitra")


def test_a_filter_swaps_the_table_alone_and_more_rows_follow(reader: Client) -> None:
    Company.objects.bulk_create(Company(name=f"Harbour {number:03}") for number in range(60))
    part = html(reader, f"{PAGE}?q=harbour", **HTMX, **{"HX-Target": "section#companies"})
    assert part.lstrip().startswith("<section")
    assert part.count('scope="row"') == 50
    rest = html(reader, f"{PAGE}?q=harbour&skip=50", **HTMX, **{"HX-Target": "tr#companies-more"})
    assert (rest.count('scope="row"'), "Show more" in rest) == (10, False)


def test_the_page_takes_a_fixed_number_of_queries(
    reader: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(20):
        AlertFactory(company=CompanyFactory())
    with django_assert_max_num_queries(12):
        reader.get(PAGE)


def test_a_name_and_a_ticker_spelled_alike_make_one_line(reader: Client) -> None:
    CompanyFactory(name="Orbitra", tokens=["ORBITRA"])
    text = reader.post(reverse("test_company"), {"text": "@orbitranetwork says hello"}).content.decode()
    assert text.count("Part of another word.") == 1


def test_a_pasted_text_is_explained_with_and_without_htmx(reader: Client) -> None:
    CompanyFactory(name="Lido")
    body = {"text": "Lido, not <b>lidocaine</b>"}
    part = reader.post(reverse("test_company"), body, headers={**HTMX, "HX-Target": "div#match-test"})
    text = part.content.decode()
    assert "Names <b>Lido</b>" in text
    assert "Part of another word." in text
    assert "&lt;b&gt;" in text
    page = reader.post(reverse("test_company"), body).content.decode()
    assert "<h1>Would it match?</h1>" in page
    assert "Names no watched company." in reader.post(reverse("test_company"), {"text": "rain"}).content.decode()


def test_trying_texts_is_limited_and_the_box_stays(reader: Client, bus: redis.Redis, settings: Settings) -> None:
    settings.RATE_LIMIT_NORMAL = (1, 60)
    headers = {**HTMX, "HX-Target": "div#match-test"}
    tries = [reader.post(reverse("test_company"), {"text": text}, headers=headers) for text in (" ", "Lido", "Lido")]
    assert [each.status_code for each in tries] == [200, 200, 429]
    assert 0 < int(tries[2]["Retry-After"]) <= 60
    part = tries[2].content.decode()
    assert 'id="match-test"' in part
    assert f"may ask for 1 texts in 60 seconds, and you have. Try again in {tries[2]['Retry-After']} second" in part
    page = reader.post(reverse("test_company"), {"text": "Lido"})
    assert (page.status_code, "<h1>Too many requests</h1>" in page.content.decode()) == (429, True)


def test_an_operator_adds_edits_and_deletes(operator: Client) -> None:
    values = {"name": "Nebula Labs", "tokens": "nebx, neby", "aliases": "Nebula DAO\nNebula Network"}
    values |= {"priority": "HIGH", "status": "active"}
    made = operator.post(reverse("new_company"), values)
    company = Company.objects.get()
    assert made["Location"] == reverse("company", args=[company.pk])
    assert (company.tokens, company.aliases) == (["NEBX", "NEBY"], ["Nebula DAO", "Nebula Network"])
    assert "Nebula Network</textarea>" in html(operator, reverse("edit_company", args=[company.pk]))
    wrong = operator.post(reverse("edit_company", args=[company.pk]), {**values, "tokens": "way-too-long-a-ticker"})
    assert wrong.status_code == 422
    assert "is not a ticker such as NEBX" in wrong.content.decode()
    taken = operator.post(reverse("new_company"), values)
    assert (taken.status_code, "already" in taken.content.decode()) == (422, True)
    assert "Its alerts are kept" in html(operator, reverse("delete_company", args=[company.pk]))
    operator.post(reverse("delete_company", args=[company.pk]))
    assert not Company.objects.exists()


def upload(client: Client, text: str) -> str:
    file = SimpleUploadedFile("companies.csv", text.encode())
    return client.post(reverse("import_companies"), {"file": file}).content.decode()


@pytest.mark.live
def test_a_file_is_previewed_and_then_written_by_its_sender_alone(operator: Client, bus: None) -> None:
    preview = upload(operator, "name,tokens\nNebula Labs,NEBX\nTide,T I D E\n")
    assert "1 new, 0 changed, 0 the same, 1 wrong" in preview
    assert "Write 1 company" in preview
    assert not Company.objects.exists()
    place = preview.split('action="/companies/import/')[1].split('"')[0]
    other = Client()
    other.force_login(UserFactory(is_staff=True))
    assert other.post(f"/companies/import/{place}").status_code == 404
    assert operator.post(f"/companies/import/{place}")["Location"] == PAGE
    assert Company.objects.get().name == "Nebula Labs"
    assert operator.post(f"/companies/import/{place}").status_code == 404, "once"


def test_a_file_that_cannot_be_read_is_refused_with_a_sentence(operator: Client) -> None:
    assert "The first line must name the columns" in upload(operator, "title\nNebula\n")
    assert "The file is empty." in upload(operator, "")


def test_the_export_is_a_file(reader: Client) -> None:
    CompanyFactory(name="Nebula Labs")
    response = reader.get(reverse("export_companies"))
    assert response["Content-Disposition"] == 'attachment; filename="companies.csv"'
    assert b'"Nebula Labs"' in response.content
