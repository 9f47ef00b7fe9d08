"""What a phone is handed: rows of its duty in small pages, the key to seal records to, the order to forget."""

import base64
import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from tests.posts import order, post
from tests.signing_in import enrolled, live_now, tap, with_card
from tests.stand_down import end

from fangxian.core import clock
from fangxian.core.actors.rules import Purpose
from fangxian.core.audit.models import AuditEvent
from fangxian.core.privacy import queries, services
from fangxian.core.privacy.models import ProgrammeKey
from fangxian.core.privacy.rules import FIELD_KEY_OPENS_FOR
from fangxian.core.problems.rules import Refused
from fangxian.core.signin.models import SignIn
from fangxian.core.signin.services import end_sign_in, revoke_phone
from fangxian.engine import field_seals
from fangxian.engine.pulling import PAGE_MOST, Page
from fangxian.fieldsync import registry
from fangxian.fieldsync.rules import Duty, Kind
from fangxian.intake.sources.checkpoint.models import Check, Checkpoint

pytestmark = pytest.mark.django_db


@pytest.fixture
def live(city, settings):
    """The city, with a clock that stands four hours after its moment."""
    settings.CLOCK_OFFSET = city.at + timedelta(hours=4) - (clock.now() - settings.CLOCK_OFFSET)
    return city


def signed_in(city, name="checkpoint"):
    client = Client()
    client.force_login(city.posts[name].user)
    return client


def push(client, *records):
    body = {"sent_at": clock.now().isoformat(), "records": list(records)}
    return client.post("/sync/push/", json.dumps(body), content_type="application/json")


def made(city, checkpoint, **fields):
    return {
        "kind": "check", "client_id": str(uuid4()), "checkpoint": str(checkpoint.id), "verdict": "PASS",
        "device_at": (city.at + timedelta(hours=3)).isoformat(),
    } | fields  # fmt: skip


def sealed(record, key):
    text = field_seals.seal_to(base64.b64decode(key["public"]), json.dumps(record).encode())
    return {"client_id": record["client_id"], "key": key["id"], "sealed": base64.b64encode(text).decode()}


# --- rows


def test_an_officer_is_handed_the_posts_of_her_area(live):
    here = post(live)
    elsewhere = order(live, "checkpoint", number="2号")
    post(live, under=elsewhere, name="新市站", area_code="330521", road="")
    row, _rule = signed_in(live).get("/sync/pull/?duty=post").json()["rows"]
    assert (row["kind"], row["id"], row["state"], row["gone"]) == ("checkpoint", str(here.id), "open", False)


def test_rows_come_in_small_pages_each_once(live):
    first = post(live)
    many = [Checkpoint(programme=live.programme, name=f"站{n}", kind="rail", ring="core", area_code="330502",
                       direction="in", order=first.order, phone="0572-2398110", opens_at=first.opens_at,
                       review_at=first.review_at, opened_by=first.opened_by)
            for n in range(2 * PAGE_MOST)]  # fmt: skip
    Checkpoint.objects.bulk_create(many)
    client, after, pages = signed_in(live), "", []
    while after is not None:
        answer = client.get("/sync/pull/", {"duty": "post", "after": after}).json()
        pages.append([row["id"] for row in answer["rows"]])
        after = answer["next"]
    assert [len(page) for page in pages] == [PAGE_MOST, PAGE_MOST, 2]  # and the rule on temperatures, at the end
    assert len({row for page in pages for row in page}) == 2 * PAGE_MOST + 2


def test_rows_of_people_are_one_event_with_their_number(live, monkeypatch):
    def rows_for(*, by, after, limit, at):
        return Page([{"kind": "task", "id": str(number), "gone": False} for number in range(3)], people_count=3)

    monkeypatch.setitem(registry.DUTIES, "visit", Duty("tasks.work", Purpose.VERIFY_LEAD, (), rows_for))
    signed_in(live, "grid").get("/sync/pull/?duty=visit")
    event = AuditEvent.objects.get(action="fieldsync.saw_rows")
    assert (event.count, event.on_id, event.purpose) == (3, "visit", "verify_lead")


@pytest.mark.parametrize(
    ("asked", "code"),
    [("", "fieldsync.no_duty"), ("?duty=spy", "fieldsync.no_duty"), ("?duty=post&after=x", "fieldsync.no_place")],
)
def test_an_unknown_duty_or_place_is_told(live, asked, code):
    answer = signed_in(live).get(f"/sync/pull/{asked}")
    assert answer.status_code == 422 and answer.json()["code"] == code


@pytest.mark.parametrize(("name", "status"), [("checkpoint", 200), ("next", 403), ("auditor", 403)])
def test_a_duty_is_for_those_who_have_it(live, name, status):
    assert signed_in(live, name).get("/sync/pull/?duty=post").status_code == status


# --- keys and seals


def test_what_is_sealed_to_the_handed_key_lands_as_if_it_were_open(live):
    client, checkpoint = signed_in(live), post(live)
    (key,) = client.get("/sync/keys/").json()["keys"]
    records = [made(live, checkpoint, persons=7), made(live, checkpoint, verdict="TURN_BACK")]
    first, second = push(client, *[sealed(record, key) for record in records]).json()["results"]
    assert (first["word"], second["word"], second["field"]) == ("new", "invalid", "verdict")
    assert second["client_id"] == records[1]["client_id"] and Check.objects.get().person_count == 7


def test_a_record_sealed_to_a_replaced_key_still_opens(live):
    client, checkpoint = signed_in(live), post(live)
    (old,) = client.get("/sync/keys/").json()["keys"]
    services.rotate_field_key(programme_id=live.programme.id, at=live.at + timedelta(hours=1))
    (new,) = client.get("/sync/keys/").json()["keys"]
    assert new["id"] != old["id"]
    (result,) = push(client, sealed(made(live, checkpoint), old)).json()["results"]
    assert result["word"] == "new"


def test_a_replaced_key_is_kept_as_long_as_phones_may_bring_records(live):
    (old,) = ProgrammeKey.objects.filter(purpose="field")
    replaced_at = live.at + timedelta(hours=1)
    services.rotate_field_key(programme_id=live.programme.id, at=replaced_at)
    with pytest.raises(Refused, match="it is kept 30 days after the next"):
        services.destroy_key(old.id, at=replaced_at + timedelta(days=29))
    services.destroy_key(old.id, at=replaced_at + FIELD_KEY_OPENS_FOR)
    with pytest.raises(queries.rules.Unreadable):
        queries.open_from_field(b"", key_id=old.id, programme_id=live.programme.id)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"sealed": base64.b64encode(b"\x04" + bytes(200)).decode()}, "unreadable"),
        ({"sealed": "AAAA"}, "unreadable"),
        ({"sealed": "no base64!"}, "unreadable"),
        ({"sealed": 7}, "unreadable"),
        ({"key": "00000000-0000-4000-8000-000000000000"}, "unreadable"),
        ({"key": None}, "unreadable"),
        ({"client_id": "00000000-0000-4000-8000-000000000000"}, "other_id"),
    ],
)
def test_a_seal_that_does_not_open_is_named_and_the_others_land(live, changes, code):
    client, checkpoint = signed_in(live), post(live)
    (key,) = client.get("/sync/keys/").json()["keys"]
    bad = sealed(made(live, checkpoint), key) | changes
    first, second = push(client, bad, sealed(made(live, checkpoint), key)).json()["results"]
    assert (first["word"], first["code"], first["client_id"]) == ("invalid", code, bad["client_id"])
    assert second["word"] == "new"


def test_a_key_of_another_programme_opens_nothing_here(live):
    client, checkpoint = signed_in(live), post(live)
    (foreign,) = services.make_keys(programme_id=found_again(live).id, at=live.at, purposes=["field"])
    key = {"id": str(foreign.id), "public": base64.b64encode(public_of(foreign)).decode()}
    (result,) = push(client, sealed(made(live, checkpoint), key)).json()["results"]
    assert result["code"] == "unreadable" and not Check.objects.exists()


def found_again(city):
    """Another programme of the same city."""
    other = type(city.programme).objects.get(pk=city.programme.pk)
    other.pk = uuid4()
    other.save(force_insert=True)
    return other


def public_of(row):
    return field_seals.public_of(queries.unwrapped(row))


def test_the_private_half_is_stored_sealed_and_never_handed_out(live):
    (row,) = ProgrammeKey.objects.filter(purpose="field")
    private = queries.unwrapped(row)
    assert private not in bytes(row.wrapped)
    assert base64.b64encode(private).decode() not in signed_in(live).get("/sync/keys/").text


def test_who_may_send_one_kind_does_not_send_another(live, monkeypatch):
    monkeypatch.setitem(registry.KINDS, "visit", Kind("tasks.work", Purpose.FOLLOW_UP, lambda *_: []))
    (result,) = push(signed_in(live, "grid"), made(live, post(live))).json()["results"]
    assert (result["word"], result["code"]) == ("invalid", "not_yours_to_send")
    assert not Check.objects.exists()


# --- forgetting


def test_a_phone_that_was_revoked_is_told_to_forget(city, settings):
    live_now(city, settings)
    phone = enrolled(city, area_code="330502")
    tap(phone, *with_card(city, "checkpoint"))
    assert phone.get("/sync/keys/").status_code == 200
    revoke_phone(phone=phone.phone, by=city.actor("supervisor", Purpose.ADMINISTER), at=clock.now())
    for _ in range(2):  # also when nobody is signed in on it any more
        answer = phone.get("/sync/pull/?duty=post")
        assert answer.status_code == 401 and answer.json()["wipe"] == ["rows", "reading_keys"]
    assert AuditEvent.objects.get(action="signin.phone_told_to_forget").on_id == str(phone.phone.id)


def test_a_device_of_ones_own_forgets_when_its_sign_in_was_ended_from_afar(city, settings):
    live_now(city, settings)
    client = Client()
    client.post("/account/login/", {"login": "checkpoint", "password": "correct horse battery"})
    assert client.get("/sync/keys/").status_code == 200
    by = city.actor("supervisor", Purpose.ADMINISTER)
    end_sign_in(SignIn.objects.get(), by=by, at=clock.now())
    assert client.get("/sync/keys/").json()["wipe"] == ["rows", "reading_keys"]


def test_a_worker_who_signed_out_is_told_to_sign_in_and_forgets_nothing(live):
    client = signed_in(live)
    client.post("/account/logout/")
    answer = client.get("/sync/pull/?duty=post")
    assert answer.status_code == 401 and "wipe" not in answer.json()


@pytest.mark.invariant("INV-18")
def test_when_the_programme_has_ended_a_phone_forgets_everything(live):
    client, checkpoint = signed_in(live), post(live)
    end(live)
    for answer in (client.get("/sync/pull/?duty=post"), push(client, made(live, checkpoint))):
        assert (answer.status_code, answer.json()["stood_down"]) == (410, True)
        assert answer.json()["wipe"] == ["rows", "reading_keys", "outbox"]
    assert not Check.objects.exists()


def test_somebody_with_two_posts_chooses_first(live):
    held = live.posts["checkpoint"]
    type(held).objects.create(programme=held.programme, user=held.user, unit=held.unit, role=held.role,
                              area_code="330521", starts_at=held.starts_at)  # fmt: skip
    assert signed_in(live).get("/sync/keys/").json()["code"] == "fieldsync.no_post"
