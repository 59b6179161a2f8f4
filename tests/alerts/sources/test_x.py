"""Posts read from a loopback X: what becomes of them, what is asked, and what happens when X or the budget says no."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from pytest_django.fixtures import Settings

from alerts.models import Allowance, Item, Source, SourceKind
from alerts.polling import poll_due, poll_source
from alerts.quota import quotas
from alerts.sources import x, x_client
from alerts.sources.x_cursor import Place, place_of
from project.common import clock
from tests.factories import SourceFactory
from tests.fakes.x import TOKEN, Fault, XServer

pytestmark = pytest.mark.django_db


@pytest.fixture
def api(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[XServer]:
    settings.OUTGOING_ALLOW = ["127.0.0.0/8"]
    settings.TWITTER_BEARER_TOKEN = TOKEN
    settings.TWITTER_TIMEOUT = 2
    monkeypatch.setattr(x_client, "PAUSE_S", 0.01)
    with XServer() as server:
        settings.TWITTER_BASE_URL = server.origin
        yield server


def account(handle: str = "orbitra", **values: object) -> Source:
    return SourceFactory(kind=SourceKind.X, url=f"https://x.com/{handle}", **values)


def search(query: str = "NEBX", **values: object) -> Source:
    return SourceFactory(kind=SourceKind.X, url=f"https://x.com/search?q={query}", query=query, **values)


def fresh(source: Source) -> Source:
    source.refresh_from_db()
    return source


def test_an_accounts_posts_become_items_and_only_new_ones_are_asked_for(api: XServer) -> None:
    first = api.post("orbitra", "Orbitra is live.\nClaim $ORBT today.", lang="en")
    source = account()
    assert poll_source(source).items == 1
    item = Item.objects.get()
    assert (item.external_id, item.title, item.text) == (first, "Orbitra is live.", "Claim $ORBT today.")
    assert (item.author, item.url, item.language) == ("@orbitra", f"https://x.com/orbitra/status/{first}", "en")
    api.post("orbitra", "More soon.")
    assert poll_source(fresh(source)).items == 1
    asked = [call.parameters for call in api.ledger if call.path.endswith("/tweets")]
    assert asked[0]["exclude"] == "retweets,replies"
    assert "since_id" not in asked[0]
    assert asked[1]["since_id"] == first
    assert [call.path for call in api.ledger].count("/2/users/by/username/orbitra") == 1


def test_a_search_asks_for_peoples_own_words_and_names_who_speaks(api: XServer) -> None:
    api.post("nebula_labs", "NEBX opens tomorrow")
    api.post("copycat", "RT NEBX opens", referenced_tweets=[{"type": "retweeted", "id": "1"}])
    source = search("NEBX OR nebula")
    assert poll_source(source).items == 1
    assert Item.objects.get().author == "@nebula_labs"
    assert api.ledger[0].parameters["query"] == "(NEBX OR nebula) -is:retweet -is:reply"


def test_a_search_that_says_what_it_wants_is_left_as_it_is(api: XServer) -> None:
    poll_source(search("NEBX -is:reply"))
    assert api.ledger[0].parameters["query"] == "NEBX -is:reply"


def test_long_posts_come_whole_with_their_links_and_without_those_to_pictures(api: XServer) -> None:
    urls = [
        {"url": "https://t.co/a", "expanded_url": "https://orbitra.example/tge", "unwound_url": ""},
        {"url": "https://t.co/b", "expanded_url": "https://x.com/orbitra/status/1/photo/1"},
    ]
    long = "Orbitra &amp; friends " + "long " * 100 + "https://t.co/a https://t.co/b"
    note = {"text": long, "entities": {"urls": urls}}
    api.post("orbitra", "Orbitra &amp; fri…", note_tweet=note, lang="qme")
    poll_source(account())
    item = Item.objects.get()
    assert item.title.startswith("Orbitra & friends long")
    assert item.text.endswith("https://orbitra.example/tge")
    assert item.language == ""


def test_many_posts_are_read_page_by_page(api: XServer, settings: Settings) -> None:
    settings.TWITTER_MAX_RESULTS = 10
    now = clock.now()
    for number in range(35):
        api.post("orbitra", f"Post {number}", at=now - timedelta(minutes=35 - number))
    source = account()
    assert poll_source(source).items == 35
    assert [call.posts for call in api.ledger] == [0, 10, 10, 10, 5]
    assert place_of(fresh(source).cursor).since == int(api.posts[-1]["id"])


def test_a_pass_that_broke_off_goes_on_where_it_stopped_and_then_reads_what_came_meanwhile(
    api: XServer, settings: Settings
) -> None:
    settings.TWITTER_MAX_RESULTS, settings.TWITTER_RETRY_ATTEMPTS = 10, 1
    now = clock.now()
    for number in range(25):
        api.post("orbitra", f"Post {number}", at=now - timedelta(minutes=60 - number))
    api.faults = [Fault(), Fault(), Fault(503)]
    source = account()
    result = poll_source(source)
    assert (result.is_ok, result.items, result.message) == (
        False,
        10,
        "X answered 503 Service Unavailable; it is asked again later.",
    )
    api.post("orbitra", "Meanwhile")
    assert poll_source(fresh(source)).items == 15
    assert poll_source(fresh(source)).items == 1
    assert api.served() == 26


def test_an_error_of_x_itself_is_tried_again_three_times(api: XServer) -> None:
    api.post("orbitra", "Hello")
    api.faults = [Fault(), Fault(503), Fault(500)]
    assert poll_source(account()).items == 1
    assert [call.status for call in api.ledger] == [200, 503, 500, 200]


def test_a_429_stops_every_source_until_the_reset(api: XServer) -> None:
    api.faults = [Fault(), Fault(429, reset_in_s=60)]
    first, second = account("orbitra"), search()
    api.post("orbitra", "Hello")
    result = poll_source(first)
    assert result.message.startswith("X may be called again at ")
    calls = len(api.ledger)
    assert poll_source(second).message.startswith("X may be called again at ")
    assert len(api.ledger) == calls
    assert (fresh(first).failures_in_a_row, first.last_failure_at) == (0, None)
    assert first.next_poll_at.timestamp() >= api.resets[0][1]


def test_a_reset_that_is_over_by_now_holds_nothing_up(api: XServer) -> None:
    api.faults = [Fault(429, reset_in_s=-5)]
    source = search()
    poll_source(source)
    assert (fresh(source).next_poll_at - clock.now()).total_seconds() < 5


def test_retry_after_is_obeyed_where_it_is_later(api: XServer) -> None:
    api.faults = [Fault(429, reset_in_s=5, headers={"Retry-After": "300"})]
    source = search()
    poll_source(source)
    assert (fresh(source).next_poll_at - clock.now()).total_seconds() > 290


def test_what_x_says_is_left_counts_until_its_own_reset_and_no_longer(api: XServer) -> None:
    api.limit = 2
    source = search()
    for _ in range(3):
        poll_source(source)
    assert [call.status for call in api.ledger] == [200, 200]
    Allowance.objects.update(held_until=clock.now())
    api.limit = 3
    poll_source(source)
    assert len(api.ledger) == 3


def test_no_more_calls_are_made_than_the_window_has(api: XServer, settings: Settings) -> None:
    settings.TWITTER_RATE_LIMIT = (3, 900)
    source = search()
    for _ in range(6):
        poll_source(source)
    assert len(api.ledger) == 3


def test_the_budget_of_a_month_is_never_passed_and_its_end_is_told(api: XServer, settings: Settings) -> None:
    settings.TWITTER_MONTHLY_READS = 230
    now = clock.now()
    for number in range(400):
        api.post("nebula_labs", f"NEBX {number}", at=now - timedelta(minutes=400 - number))
    source = search()
    results = [poll_source(fresh(source)) for _ in range(3)]
    assert [int(call.parameters["max_results"]) for call in api.ledger] == [100, 100, 30]
    assert (api.served(), Item.objects.count(), quotas()["x"].left) == (230, 230, 0)
    assert results[0].message.startswith("The budget of 230 posts a month is used up; X is read again from 1 ")
    assert (fresh(source).failures_in_a_row, source.next_poll_at.day) == (0, 1)


def test_what_is_left_of_a_budget_but_too_little_for_a_call_is_not_spent(api: XServer, settings: Settings) -> None:
    settings.TWITTER_MONTHLY_READS = 9
    assert "is used up" in poll_source(search()).message
    assert api.ledger == []


def test_a_new_month_has_a_new_budget(api: XServer) -> None:
    Allowance.objects.create(service="x", month=datetime(2020, 1, 1, tzinfo=UTC).date(), reads=10_000)
    api.post("nebula_labs", "NEBX")
    assert poll_source(search()).items == 1
    assert Allowance.objects.get().reads == 1


def test_a_call_that_timed_out_counts_in_full_because_it_may_be_charged(api: XServer, settings: Settings) -> None:
    settings.TWITTER_TIMEOUT = 0.3
    api.post("nebula_labs", "NEBX")
    api.faults = [Fault(hang_s=1.0)]
    result = poll_source(search())
    assert (result.is_ok, result.message) == (False, "No complete answer came within 0.3 s.")
    assert Allowance.objects.get().reads == 100


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        (Fault(401), "X does not accept the bearer token (401). Check TWITTER_BEARER_TOKEN."),
        (Fault(402), "X wants credits for this call (402). Buy some in its developer console."),
        (
            Fault(403, body={"detail": "Client forbidden."}),
            "X does not let this app read this (403). Check the app's access in its developer console. "
            "It says: Client forbidden.",
        ),
        (Fault(400, body={"detail": "Bad query"}), "X answered 400 Bad Request. It says: Bad query."),
        (Fault(302, headers={"Location": "https://elsewhere.example/"}), "X answered 302 Found."),
    ],
)
def test_a_refusal_says_what_to_do(fault: Fault, sentence: str, api: XServer) -> None:
    api.faults = [fault]
    assert poll_source(search()).message == sentence


@pytest.mark.parametrize(
    ("detail", "beginning"),
    [
        ("User has been suspended: [orbitra].", "X has suspended the account @orbitra."),
        ("Sorry, you are not authorized to see the user with id: [1].", "The posts of @orbitra are protected"),
        ("Could not find user with id: [1].", "There is no account @orbitra on X."),
        ("", "X does not show the posts."),
    ],
)
@pytest.mark.parametrize("is_known", [True, False])
def test_an_account_that_is_not_shown_is_explained(is_known: bool, detail: str, beginning: str, api: XServer) -> None:
    api.post("orbitra", "Hello")
    source = account()
    if is_known:
        poll_source(source)
    api.troubles["orbitra"] = {"title": "Forbidden", "detail": detail}
    result = poll_source(fresh(source))
    assert not result.is_ok
    assert result.message.startswith(beginning)


def test_an_account_that_nobody_has_is_explained(api: XServer) -> None:
    assert poll_source(account("nobody_here")).message.startswith("There is no account @nobody_here on X.")


def test_without_a_token_x_is_not_asked_and_not_failing(api: XServer, settings: Settings) -> None:
    settings.TWITTER_BEARER_TOKEN = ""
    source = account()
    assert poll_due() == []
    assert poll_source(source).message == "Needs TWITTER_BEARER_TOKEN."
    assert (fresh(source).failures_in_a_row, source.last_poll_at, api.ledger) == (0, None, [])


def test_a_search_whose_last_post_is_too_old_for_x_begins_anew(api: XServer) -> None:
    old = api.post("nebula_labs", "NEBX long ago", at=clock.now() - timedelta(days=9))
    api.post("nebula_labs", "NEBX now")
    source = search(cursor=str(Place(since=int(old))))
    assert poll_source(source).items == 1
    assert "since_id" not in api.ledger[0].parameters


def test_a_full_cursor_fits_its_column() -> None:
    place = Place(*[10**20 - 1] * 4)
    assert len(str(place)) <= 100
    assert place_of(str(place)) == place
    assert place_of("something else") == Place()


def test_a_long_reading_is_cut_short_and_goes_on_at_the_next_round(
    api: XServer, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    monkeypatch.setattr(x, "READ_LIMIT_S", 0.0)
    settings.TWITTER_MAX_RESULTS = 10
    for number in range(15):
        api.post("nebula_labs", f"NEBX {number}")
    source = search(interval_s=600)
    assert poll_source(source).items == 10
    assert (fresh(source).next_poll_at - source.last_success_at).total_seconds() == 1
    assert poll_source(source).items == 5
