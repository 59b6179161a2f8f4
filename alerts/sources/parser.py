"""feedparser without the searches that a few kilobytes can make last for hours."""

import io
import re
from collections.abc import Mapping
from typing import Any

import feedparser
import feedparser.encodings
import feedparser.mixin
import feedparser.sanitizer

# Of an author only the beginning is kept, and feedparser looks for an address at every letter of it.
LONGEST_AUTHOR = 1000
MOST_TAGS = 100
# Its own go through all white space again from each empty line, to the end of the document from each declaration, and
# back over the line from each quote. These find the same in documents that people write.
feedparser.sanitizer.RE_ENTITY_PATTERN = re.compile(rb"^[^\S\n]*<!ENTITY([^<>]*)>", re.MULTILINE)
feedparser.sanitizer.RE_DOCTYPE_PATTERN = re.compile(rb"^[^\S\n]*<!DOCTYPE((?:[^<>]|<(?!!DOCTYPE))*)>", re.MULTILINE)
feedparser.encodings.RE_XML_PI_ENCODING = re.compile(
    rb"^<\?[^>]{0,300}?encoding=[\'\"]([^\'\"<>]{0,60})[\'\"][^>]{0,300}?\?>"
)
_sync_author = feedparser.mixin._FeedParserMixin._sync_author_detail
_add_tag = feedparser.mixin._FeedParserMixin._add_tag


def _sync_short_author(self: Any, key: str = "author") -> None:
    context = self._get_context()
    if isinstance(author := dict.get(context, key), str) and len(author) > LONGEST_AUTHOR:
        context[key] = author[:LONGEST_AUTHOR]
    _sync_author(self, key)


def _keep_few_tags(self: Any, term: object, scheme: object, label: object) -> None:
    """Leave out categories after MOST_TAGS, because each is compared with all before it; nobody reads them here."""
    if len(dict.get(self._get_context(), "tags", ())) < MOST_TAGS:
        _add_tag(self, term, scheme, label)


feedparser.mixin._FeedParserMixin._sync_author_detail = _sync_short_author
feedparser.mixin._FeedParserMixin._add_tag = _keep_few_tags


def parse(body: bytes, headers: Mapping[str, str]) -> feedparser.FeedParserDict:
    """Read a document; ``headers`` are those of its answer. Raises whatever hostile bytes make the parser raise."""
    # Only a stream: given bytes or text, feedparser would try it as an address and as a file name.
    return feedparser.parse(
        io.BytesIO(body), response_headers=dict(headers), resolve_relative_uris=False, sanitize_html=False
    )
