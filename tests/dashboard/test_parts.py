"""What goes with a part besides its HTML."""

import json

from django.http import HttpResponse

from dashboard.parts import add_toast


def test_a_toast_says_what_a_person_wrote_in_any_script() -> None:
    answer = add_toast(HttpResponse(), "\u043a\u043b\u044e\u0447\r\nX-Evil: 1 is revoked.", "success")
    assert json.loads(answer["HX-Trigger"])["toast"] == {
        "text": "\u043a\u043b\u044e\u0447\r\nX-Evil: 1 is revoked.",
        "kind": "success",
        "target": "body",
    }
