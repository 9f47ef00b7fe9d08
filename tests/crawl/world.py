"""Who opens what: the readers of both counties, and what each of them tries on a route."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import uuid4

from django.conf import settings
from django.test import Client

from fangxian.core.actors.rules import POWERS, Role
from fangxian.core.signin.models import SignIn
from fangxian.measures.models import Measure
from fangxian.portal.views.opening import SESSION_FILE, SESSION_RECEIPTS
from tests.city import City, found_city
from tests.extent import IS_THOROUGH, in_turn
from tests.stand_down import hold

from .forms import forms_of, route_of
from .places import Place, build, next_county, own_county
from .routes import Route, routes
from .subjects import PUBLISHED, SHARED, absent_of, city_wide, is_shared, staff_of, value_of
from .visits import UUID, Answer, Reader, Stopped

BACKEND = "fangxian.core.staff.services.backend.StaffBackend"
STAFF = [role for role in Role if role not in (Role.RESIDENT, Role.SYSTEM)]
NOBODY = ["anonymous", "without_post"]
# Filters may name this county and its people; only the beginning of a name, because a page repeats what it was asked.
FILTERS = "?area=33050200100501&q=鼋鼍&page=2&sort=-name&state=ended"
Data = dict[str, object]


@dataclass
class Found:
    """The city as the crawl finds it.

    own, next   the county whose people are looked for, and the one that must not find them
    before      what outsiders read on pages without parameters while `own` was still empty
    """

    own: Place
    next: Place
    routes: list[Route]
    readers: dict[str, Reader] = field(default_factory=dict)
    before: dict[tuple[str, str], Answer] = field(default_factory=dict)
    _asked: dict[tuple[str, str, str], Answer] = field(default_factory=dict)
    _forms: dict[str, dict[str, Data]] = field(default_factory=dict)

    def values(self, route: Route, place: Place) -> dict[str, object]:
        return {parameter: value_of(route, parameter, place.ids) for parameter, _ in route.parameters}

    def own_url(self, route: Route) -> str:
        return route.url(self.values(route, self.own))

    def absent(self, route: Route) -> dict[str, object]:
        """The same route, with what exists nowhere in the place of what is this county's alone."""
        known = self.values(route, self.own)
        return {
            parameter: known[parameter] if is_shared(route, parameter) else absent_of(route, parameter, kind)
            for parameter, kind in route.parameters
        }

    def insiders(self, route: Route) -> list[str]:
        """Everybody of this county whose role opens the page; of a page for all, one of them and a resident."""
        return _holders(route, "own") or ["own_duty_officer", "own_resident"]

    def outsiders(self, route: Route) -> list[str]:
        """The same people of the next county."""
        return _holders(route, "next") or ["next_duty_officer", "next_resident"]

    def visitors(self, route: Route, whose: list[str]) -> list[str]:
        """Who of them visits the route: everybody, or in a quick run one in turn."""
        return whose if IS_THOROUGH else [in_turn(route.pattern, whose)]

    def without_power(self, route: Route) -> list[str]:
        """Somebody of this very county whose role does not open the page: another role for each route in turn."""
        others = [_username("own", role) for role in STAFF if route.power not in POWERS[role]]
        return [others[len(route.pattern) % len(others)]] if route.power and others else []

    def ask(self, name: str, url: str, data: Data | None = None) -> Answer:
        """What somebody gets for a page, or for what she sends (None asks for the page); asked once."""
        asked = (name, url, repr(data))
        if asked not in self._asked:
            reader = self.readers[name]
            self._asked[asked] = reader.get(url) if data is None else reader.post(url, data)
        return self._asked[asked]

    def opened(self, name: str, url: str) -> Answer:
        """What somebody gets for a page; a page that is only sent to is sent to."""
        answer = self.ask(name, url)
        return self.ask(name, url, {}) if answer.status == 405 else answer

    def forms_shown_to(self, name: str) -> dict[str, Data]:
        """The forms on this county's pages as one of its own readers is shown them, by the pattern they go to."""
        if name not in self._forms:
            forms = self._forms[name] = {}
            for route in self.routes:
                if name in self.visitors(route, self.insiders(route)):
                    url = self.own_url(route)
                    for action, data in forms_of(self.ask(name, url).text, url):
                        forms.setdefault(route_of(action), data)
        return self._forms[name]

    def posts_to(self, route: Route, name: str) -> list[Data]:
        """What is sent to a route: nothing at all, and the form as this county's holder of the role was shown it.

        In a quick run, in which each page is shown to one of them, as any of them was shown it; nothing at all where
        nobody was shown a form.
        """
        own = "grid" if name == "next" else name.replace("next_", "own_")
        showing = [own] if IS_THOROUGH else [own, *(one for one in self.readers if one.startswith("own_"))]
        shown = next(
            (forms[route.pattern] for one in showing if route.pattern in (forms := self.forms_shown_to(one))), None
        )
        return [{}] if shown is None else [{}, shown] if IS_THOROUGH else [shown]

    def leaks(self, answer: Answer, url: str) -> list[str]:
        """What of this county's people can be read in an answer, but for what the visitor herself put into the URL.

        An id is no token: the number of a request is the end of its id, and may be made of digits alone.
        """
        text = answer.location + answer.text
        words = UUID.sub(" ", text)
        told = {one for one in self._ids() if one in text} | {token for token in self.own.tokens if token in words}
        return sorted(one for one in told if one not in url)

    def _ids(self) -> set[str]:
        named = {str(value) for name, value in self.own.ids.items() if name not in SHARED and name not in PUBLISHED}
        return {value for value in named if UUID.fullmatch(value)}


def _holders(route: Route, county: str) -> list[str]:
    return [_username(county, role) for role in STAFF if route.power and route.power in POWERS[role]]


def _username(county: str, role: Role) -> str:
    """Who holds a role in a county; the grid worker is the one whose own grid it is."""
    return {"own": "grid", "next": "next"}[county] if role == Role.GRID_WORKER else f"{county}_{role}"


def found() -> Found:
    """Found the city; the next county first, then, after the outsiders have read, this one."""
    city = found_city()
    settings.CLOCK_OFFSET = Stopped(city.at)
    own, beside = own_county(), next_county()
    for place in (own, beside):
        for role in STAFF:
            if role != Role.GRID_WORKER:
                city.post(f"{place.key}_{role}", role, place.county, f"{place.key} {role}")
    shared, under = city_wide(city)
    for place in (own, beside):
        place.ids |= shared | staff_of(city, place)
    build(city, beside, under=under)
    own.ids["hold_id"] = beside.ids["hold_id"] = hold(city, Measure.objects.get(id=beside.ids["measure_id"])).id
    made = Found(own, beside, routes())
    _let_in(made, [*_staff(city, beside), _resident(city, beside), *_nobody(city)])
    made.before = {(name, url): made.readers[name].get(url) for name, url in plain_visits(made)}
    build(city, own, under=under)
    _let_in(made, [*_staff(city, own), _resident(city, own)])
    return made


def plain_visits(made: Found) -> Iterator[tuple[str, str]]:
    """Every page without parameters, as it is and filtered, for every outsider who may open it."""
    for route in made.routes:
        if not route.parameters:
            for name in (*made.visitors(route, made.outsiders(route)), *(() if route.power else NOBODY)):
                yield name, route.url({})
                yield name, route.url({}) + FILTERS


def _let_in(made: Found, readers: list[Reader]) -> None:
    made.readers |= {reader.name: reader for reader in readers}


def _signed_in(city: City, username: str) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(city.posts[username].user, backend=BACKEND)
    return client


def _staff(city: City, place: Place) -> list[Reader]:
    """One reader for each role of this county."""
    names = [_username(place.key, role) for role in STAFF]
    readers = [Reader(name, _signed_in(city, name), city.at) for name in names]
    place.ids["sign_in_id"] = SignIn.objects.filter(user=city.posts[place.grid_worker].user).latest("started_at").id
    return readers


def _resident(city: City, place: Place) -> Reader:
    """Somebody of this county who has opened her own file and her receipt on her phone."""
    client = Client(raise_request_exception=False)
    until = (city.at + timedelta(minutes=10)).isoformat()
    session = client.session
    session[SESSION_FILE] = {"person": place.person, "until": until, "channel": "text", "key": str(uuid4())}
    session[SESSION_RECEIPTS] = {place.receipt: until}
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    return Reader(f"{place.key}_resident", client, city.at)


def _nobody(city: City) -> list[Reader]:
    """A passer-by, and somebody with an account who is in no post any more."""
    without = city.post("without_post", Role.GRID_WORKER, "330521", "离岗", "community")
    without.ends_at = city.at - timedelta(days=1)
    without.save(update_fields=["ends_at"])
    return [
        Reader("anonymous", Client(raise_request_exception=False), city.at),
        Reader("without_post", _signed_in(city, "without_post"), city.at),
    ]
