"""People of two counties and their health posts, for tests of who may read whom. Everybody is invented."""

from __future__ import annotations

from dataclasses import dataclass, replace

from fangxian.core.actors.rules import Actor, Purpose, Role
from fangxian.core.people.models import Person, PersonFile
from fangxian.core.people.services import know_people, open_file
from fangxian.files import services
from fangxian.files.models import BreakGlass
from fangxian.files.queries import Work, work_named
from fangxian.tasks.models import Task
from tests.city import NEXT_COUNTY_GRID, City
from tests.work import arrival, claim, later, one_task

WORDS = "她是本区病例的同行人，需核对其到达时间与联系方式。"
DEQING_DOCUMENT = "440524188001010014"


@dataclass
class TwoCounties:
    """Wuxing, with work of its own, and Deqing, where somebody is followed up.

    task      open work in Wuxing; its subject is `here`
    there     somebody of Deqing with a file, a phone and a document; nobody in Wuxing has a reason of her own
    """

    city: City
    task: Task
    here: Person
    there: Person
    file_there: PersonFile

    def work(self, by: Actor) -> Work | None:
        return work_named("task", self.task.number, by=by, at=self.city.at)

    def actor(self, username: str, purpose: Purpose = Purpose.FOLLOW_UP) -> Actor:
        return self.city.actor(username, purpose)

    def look_up(self, username: str, sought: str, *, by: str = "phone", at=None) -> services.Found:
        actor = self.actor(username)
        return services.look_up(sought_by=by, sought=sought, work=self.work(actor), by=actor, at=at or self.city.at)

    def ask(self, username: str = "wuxing_epi", *, at=None, **changed: object) -> BreakGlass:
        actor = self.actor(username)
        terms: dict = {
            "sought_by": "document", "sought": DEQING_DOCUMENT, "work": self.work(actor),
            "reason": "contact_elsewhere", "words": WORDS, "purpose": "follow_up", "is_urgent": False,
        } | changed  # fmt: skip
        return services.ask_to_read(by=actor, at=at or self.city.at, **terms)

    def grant(self, glass: BreakGlass, username: str = "approver", *, at=None, grants: bool = True) -> BreakGlass:
        words = "" if grants else "理由不足，请与德清县疾控联系。"
        return services.decide_glass(
            glass=glass, is_granted=grants, words=words, by=self.actor(username), at=at or self.city.at
        )


def two_counties(city: City) -> TwoCounties:
    """The city with a health post in each county: wuxing_epi, wuxing_duty, deqing_epi, deqing_duty."""
    city.post("wuxing_epi", Role.EPIDEMIOLOGIST, "330502", "吴兴区疾控中心")
    city.post("wuxing_duty", Role.DUTY_OFFICER, "330502", "吴兴区指挥部", "command")
    city.post("deqing_epi", Role.EPIDEMIOLOGIST, "330521", "德清县疾控中心")
    city.post("deqing_duty", Role.DUTY_OFFICER, "330521", "德清县指挥部", "command")
    for number, name in enumerate(("wuxing_duty", "deqing_epi", "deqing_duty", "auditor", "approver")):
        user = city.posts[name].user
        user.phone = f"+861690001000{number}"
        user.save(update_fields=["phone"])
    task = one_task(city, arrival())
    (there,) = know_people(
        [replace(claim(7, NEXT_COUNTY_GRID), document_kind="id_card", document_number=DEQING_DOCUMENT)],
        programme=city.programme, by=city.actor("duty", Purpose.RECEIVE_FACTS), at=city.at,
    )  # fmt: skip
    file, _ = open_file(
        person=there, basis_rule="cn.screen.2020-02/stay@1.0.0", basis_verdict_id=None,
        follow_until=later(city, days=14), by=city.actor("duty", Purpose.RECEIVE_FACTS), at=city.at,
    )  # fmt: skip
    assert task.person is not None
    return TwoCounties(city, task, task.person, there, file)
