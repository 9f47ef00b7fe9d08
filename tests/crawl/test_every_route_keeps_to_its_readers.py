"""Every route, opened by everybody: nothing of this county's people reaches the next county or an outsider.

Not as a name, a phone, a number or an address, not as an id, and not as the difference between "not yours" and
"not there". Every pattern is visited by each role that opens it (in a quick run by one of them in turn), in this
county and in the next, by a role that does not open it, by somebody in no post and by a passer-by. What the next
county and outsiders read is moreover the same, letter by letter, whether this county is empty or full: no count, no
order of rows, no filter and no number of pages tells that somebody lives there.
"""

import pytest

from .routes import LEFT_OUT, routes
from .subjects import is_shared, value_of
from .visits import UUID, difference, listed
from .world import FILTERS, NOBODY, plain_visits

# An auditor is of no county: she reads every event and reviews every reading elsewhere. Events hold ids and no names.
WATCHES_EVERY_COUNTY = {"next_auditor"}
# Pages that may change for others when this county fills, and why.
MAY_CHANGE = {
    "/account/2fa/totp/activate/": "a new secret at each opening",
    "/account/2fa/webauthn/add/": "a new challenge at each opening",
    "/audit/": "an auditor is of no county and reads every event; events hold ids and no names",
    "/files/watch/": "an auditor is of no county and reviews every reading elsewhere",
    "/erasure/stand-down/": "a programme ends as a whole; its plan counts the open appeals of the whole city",
    "/p/phones/": "the posts that stop people are published, with whom to call",
    "/api/posts": "the same, for programs",
}


def test_every_parameter_of_every_route_names_something_that_exists(world):
    lacking = []
    for route in world.routes:
        for parameter, _ in route.parameters:
            try:
                value_of(route, parameter, world.own.ids)
            except LookupError as error:
                lacking.append(str(error))
    assert not lacking, listed(lacking)


def test_a_pattern_is_left_out_only_with_a_reason_and_while_it_exists():
    known = {route.pattern for route in routes(every=True)}
    assert all(LEFT_OUT.values()) and set(LEFT_OUT) <= known
    assert {route.pattern for route in routes()} == known - set(LEFT_OUT)


def test_no_page_and_no_form_breaks_for_whoever_answers_for_this_county(world):
    broken = []
    for route in world.routes:
        for name in world.visitors(route, world.insiders(route)):
            for data in (None, *world.posts_to(route, name)):
                answer = world.ask(name, world.own_url(route), data)
                if _is_broken(route, answer):
                    broken.append((name, _method(data), route.pattern, answer.status))
    assert not broken, listed(broken)


def test_whoever_answers_for_this_county_is_sent_what_others_are_not(world):
    """Otherwise the crawl would look for something that no page shows anyway."""
    lacking = set(world.own.shown)
    for name, route in _insiders(world):
        if lacking:
            page = world.ask(name, world.own_url(route))
            lacking = {token for token in lacking if token not in page.text}
    assert not lacking, listed(sorted(lacking))


def _insiders(world):
    """Whoever answers for this county, with each page that is hers: those who come anyway, then the others."""
    for choose in (world.visitors, lambda _, everybody: everybody):
        for route in world.routes:
            for name in choose(route, world.insiders(route)):
                yield name, route


@pytest.mark.invariant("INV-16", "INV-17")
def test_the_next_county_is_sent_nothing_of_this_one(world):
    told = []
    for route in world.routes:
        url = world.own_url(route)
        beside = route.url(world.values(route, world.next)) if route.parameters else url + FILTERS
        for name in world.visitors(route, world.outsiders(route)):
            for asked, data in [(url, None), (beside, None), *((url, data) for data in world.posts_to(route, name))]:
                answer = world.ask(name, asked, data)
                leaked = [one for one in world.leaks(answer, url) if not _may_know(name, one)]
                if _is_broken(route, answer) or leaked:
                    told.append((name, _method(data), route.pattern, answer.status, leaked))
    assert not told, listed(told)


@pytest.mark.invariant("INV-16", "INV-17")
def test_no_page_without_a_parameter_changes_for_anybody_else(world):
    changed = [
        (name, url, parted)
        for name, url in plain_visits(world)
        if url.partition("?")[0] not in MAY_CHANGE
        and (parted := difference(world.ask(name, url).plain(), world.before[name, url].plain()))
    ]
    assert not changed, listed(changed)


@pytest.mark.invariant("INV-16")
def test_the_next_county_cannot_tell_what_is_not_its_own_from_what_is_not_there(world):
    told = []
    for route in world.routes:
        if all(is_shared(route, parameter) for parameter, _ in route.parameters):
            continue
        there, absent = world.values(route, world.own), world.absent(route)
        names = (*there.values(), *absent.values())
        for name in world.visitors(route, world.outsiders(route)):
            if name in WATCHES_EVERY_COUNTY:
                continue
            for data in (None, *world.posts_to(route, name)):
                pair = [world.ask(name, route.url(values), data).plain(*names) for values in (there, absent)]
                if parted := difference(*pair):
                    told.append((name, _method(data), route.pattern, parted))
    assert not told, listed(told)


@pytest.mark.invariant("INV-16")
def test_a_role_without_the_power_is_refused_in_its_own_county(world):
    let_in = []
    for route in world.routes:
        for name in world.without_power(route):
            answer = world.opened(name, world.own_url(route))
            if answer.status != 403 or world.leaks(answer, world.own_url(route)):
                let_in.append((name, route.pattern, answer.status, world.leaks(answer, world.own_url(route))))
    assert not let_in, listed(let_in)


@pytest.mark.invariant("INV-16")
@pytest.mark.parametrize("name", NOBODY)
def test_without_a_post_no_page_of_the_staff_opens_and_no_other_tells_of_people(world, name):
    told = []
    for route in world.routes:
        url = world.own_url(route)
        answer = world.opened(name, url)
        if (route.power and answer.status != 302) or _is_broken(route, answer) or world.leaks(answer, url):
            told.append((route.pattern, answer.status, world.leaks(answer, url)))
    assert not told, listed(told)


def _method(data):
    return "GET" if data is None else "POST"


def _may_know(name, leaked):
    """The ids of records, for whoever watches every county; never a name, a number or a word of anybody."""
    return name in WATCHES_EVERY_COUNTY and UUID.fullmatch(leaked)


def _is_broken(route, answer):
    """Whether a page broke; the page for monitors says 503 while no worker runs, which is its work."""
    return answer.status >= 500 and (route.name, answer.status) != ("health", 503)
