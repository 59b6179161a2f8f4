"""A feed of any length, made by the database itself: invented, and skewed as real ones are."""

from django.db import connection

from accounts.models import User
from alerts.models import Company

COMPANIES = 500
SOURCES = 40
USER = "bench"
# Words that a text draws from, the first ones often and the last ones seldom.
VOCABULARY = 3000
PARTS = 2000

MAKE = """
SELECT setseed(0.5);

CREATE TEMPORARY TABLE parts AS
SELECT p, (SELECT string_agg('word' || floor(%(vocabulary)s * power(random(), 3))::int, ' ')
           FROM generate_series(1, 14) WHERE p = p) AS text
FROM generate_series(0, %(parts)s - 1) p;
CREATE UNIQUE INDEX ON parts (p);
ANALYZE parts;

CREATE TEMPORARY TABLE drafts AS
SELECT n,
       random() AS a, random() AS b, random() AS c, random() AS d, random() AS e, random() AS f,
       1 + floor(%(companies)s * power(random(), 2))::int AS company,
       floor(%(sources)s * power(random(), 2))::int AS source,
       floor(%(parts)s * random())::int AS p1, floor(%(parts)s * random())::int AS p2,
       floor(%(parts)s * random())::int AS p3,
       now() - (%(rows)s - n) * interval '40 seconds' AS at
FROM generate_series(1, %(rows)s) n;

INSERT INTO alerts_event (id, company_id, subject, token, kind, status, title, confidence, date_words, venue, amount,
                          chain, contract, first_seen_at, last_seen_at, items_count, sources_count)
SELECT n, NULL, '', '', 'launch',
       CASE WHEN f < .5 THEN 'announced' WHEN f < .7 THEN 'dated' WHEN f < .85 THEN 'rumour' WHEN f < .95 THEN 'live'
            WHEN f < .99 THEN 'done' WHEN f < .998 THEN 'delayed' ELSE 'false' END,
       'Event ' || n, .8, '', '', '', '', '', at, at, 1, 1
FROM drafts;

INSERT INTO alerts_alert (seq, event_id, company_id, title, content, source_name, source_type, source_url, language,
                          kind, confidence, urgency, status, keywords_matched, tokens_mentioned, analysis,
                          event_status, sentiment_score, created_at, updated_at)
SELECT n, n, CASE WHEN a < .8 THEN (SELECT min(id) - 1 FROM alerts_company) + company END,
       'Harbour ' || company || ' opens its token launch ' || n, one.text || ' ' || two.text || ' ' || three.text,
       'Wire ' || source, CASE WHEN source < 15 THEN 'twitter' WHEN source < 39 THEN 'news' ELSE 'manual' END,
       'https://news.example.com/' || n,
       CASE WHEN e < .9 THEN 'en' WHEN e < .95 THEN 'de' WHEN e < .99 THEN 'ko' ELSE 'pl' END,
       CASE WHEN b < .3 THEN 'launch' WHEN b < .5 THEN 'airdrop' WHEN b < .7 THEN 'listing' WHEN b < .8 THEN 'sale'
            WHEN b < .9 THEN 'delay' WHEN b < .99 THEN 'scam' WHEN b < .999 THEN 'unlock' ELSE 'other' END,
       round((.5 + .5 * sqrt(c))::numeric, 3),
       CASE WHEN d < .6 THEN 'medium' WHEN d < .9 THEN 'low' WHEN d < .98 THEN 'high' ELSE 'critical' END,
       CASE WHEN f < .97 THEN 'active' WHEN f < .999 THEN 'archived' ELSE 'false_positive' END,
       '[]', jsonb_build_array('HB' || company), '{"contributions": []}',
       (SELECT status FROM alerts_event WHERE alerts_event.id = n), 0, at, at
FROM drafts
JOIN parts one ON one.p = p1 JOIN parts two ON two.p = p2 JOIN parts three ON three.p = p3
ORDER BY n;

INSERT INTO alerts_alertmark (user_id, alert_id, read_at, status, urgency, verdict, note, snoozed_until)
SELECT (SELECT id FROM accounts_user WHERE username = 'bench'), id,
       now(), CASE WHEN r < .5 THEN 'archived' WHEN r < .6 THEN 'false_positive' ELSE '' END,
       CASE WHEN r > .9 THEN 'critical' ELSE '' END,
       CASE WHEN r > .5 AND r < .6 THEN 'false_positive' WHEN r > .8 THEN 'useful' ELSE '' END, '',
       CASE WHEN r > .6 AND r < .65 THEN now() + interval '1 day' END
FROM (SELECT id, random() AS r FROM alerts_alert ORDER BY seq %% 97, seq DESC LIMIT %(marks)s) marked;
"""


INDEX = "CREATE INDEX alerts_alert_search ON alerts_alert USING gin (search) WITH (fastupdate = off)"


def fill(rows: int) -> None:
    """Make ``rows`` alerts, each with its event, and a user who has marked a few thousand of them."""
    User.objects.create(username=USER, email="bench@example.com")
    Company.objects.bulk_create(
        Company(name=f"Harbour {each}", tokens=[f"HB{each}"]) for each in range(1, COMPANIES + 1)
    )
    figures = {"rows": rows, "companies": COMPANIES, "sources": SOURCES, "vocabulary": VOCABULARY, "parts": PARTS}
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX alerts_alert_search")
        for statement in MAKE.split(";\n"):
            if statement.strip():
                cursor.execute(statement, {**figures, "marks": min(5000, rows // 4)})
        # The index is made at the end, as for any large load.
        cursor.execute(INDEX)
        for table in ("alerts_alert", "alerts_event", "alerts_alertmark", "alerts_company"):
            cursor.execute(f"VACUUM ANALYZE {table}")


def empty() -> None:
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE alerts_company, alerts_event, accounts_user CASCADE")
        cursor.execute("DROP TABLE IF EXISTS parts, drafts")
