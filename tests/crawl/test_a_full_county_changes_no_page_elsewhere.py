"""What the next county and outsiders read is the same, letter by letter, whether this county is empty or full.

So no count, no order of rows, no filter and no number of pages tells that somebody lives there.
"""

import pytest

from .visits import difference, listed
from .world import plain_visits

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


@pytest.mark.invariant("INV-16", "INV-17")
def test_no_page_without_a_parameter_changes_for_anybody_else(world_with_a_past):
    world = world_with_a_past
    changed = [
        (name, url, parted)
        for name, url in plain_visits(world)
        if url.partition("?")[0] not in MAY_CHANGE
        and (parted := difference(world.readers[name].get(url).plain(), world.before[name, url].plain()))
    ]
    assert not changed, listed(changed)
