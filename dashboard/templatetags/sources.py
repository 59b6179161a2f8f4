"""The drawing of a source's day."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from alerts.models import Kind
from dashboard.health import FeedLine

register = template.Library()


@register.filter
def kind_name(kind: str) -> str:
    """Return the words for a kind of event: ``launch`` is a token launch."""
    return str(Kind(kind).label)


@register.simple_tag
def day_bar(line: FeedLine) -> SafeString:
    """Draw the last 48 half hours; a template would take twenty times as long for a page full of them."""
    marks = format_html_join(
        "",
        '<rect class="{}" x="{}"><title>{}</title></rect>',
        ((mark.look, mark.x, mark.title) for mark in line.marks),
    )
    return format_html(
        '<svg class="slots" viewBox="0 0 191 16" preserveAspectRatio="none" role="img" aria-label="{}">{}</svg>',
        line.bar,
        marks,
    )
