"""A public list for machines: the same lines as on the page, read through the same role."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping

from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language, gettext

from fangxian.core.screens.rules import label_of
from fangxian.publication.queries.places import PublicList

COLUMNS = ("version", "as_of", "area_code", "area_name", "place", "from_at", "until_at")


def as_csv(place_list: PublicList, *, names: Mapping[str, str]) -> bytes:
    """One line for each visit. UTF-8 with a mark, as spreadsheets want."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for visit in place_list.visits:
        writer.writerow(
            [
                place_list.version, place_list.as_of.isoformat(), visit.area_code, names.get(visit.area_code, ""),
                visit.kind, visit.from_at.isoformat(), visit.until_at.isoformat(),
            ]
        )  # fmt: skip
    return ("\ufeff" + out.getvalue()).encode()


def as_json(place_list: PublicList, *, names: Mapping[str, str], address: str) -> bytes:
    """The whole list: what it is, whether it was replaced, its visits."""
    content = {
        "id": str(place_list.id),
        "address": address,
        "version": place_list.version,
        "newest_version": place_list.newest_version,
        "as_of": place_list.as_of.isoformat(),
        "published_at": place_list.published_at.isoformat(),
        "correction_reason": place_list.reason or None,
        "no_longer_told_count": place_list.older_count,
        "visits": [
            {
                "area_code": visit.area_code,
                "area_name": names.get(visit.area_code),
                "place": visit.kind,
                "from_at": visit.from_at.isoformat(),
                "until_at": visit.until_at.isoformat(),
            }
            for visit in place_list.visits
        ],
    }
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


def as_feed(versions: list[PublicList], *, title: str, page: str, self_: str, address_of: Mapping[str, str]) -> bytes:
    """One entry for each version, the newest first, saying that it is public and why it was replaced.

    The entries name no place: a feed reader keeps what it fetched, and a place must not outlive its days there.
    """
    feed = Atom1Feed(title=title, link=page, description="", feed_url=self_, language=get_language())
    for one in versions:
        why = gettext(label_of("publication.places_reason", one.reason).text) if one.reason else ""
        feed.add_item(
            title=gettext("List of places, version %(version)s") % {"version": one.version},
            link=address_of[str(one.id)],
            description=why,
            unique_id=f"urn:uuid:{one.id}",
            pubdate=one.published_at,
            updateddate=one.published_at,
        )
    return feed.writeString("utf-8").encode()
