"""The synthetic city is founded and lives two days; everything goes through the services that its staff use."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from random import Random

from fangxian.briefing.models import Bulletin
from fangxian.briefing.registry import BOARDS
from fangxian.briefing.services import issue_bulletin
from fangxian.cli.brief import CODES, write
from fangxian.core.actors.rules import Purpose
from fangxian.core.areas.queries import names_of
from fangxian.core.days.services import make_days_between
from fangxian.core.orders.models import Order
from fangxian.core.packs.services import propose_adoption, sign_adoption
from fangxian.core.staff.models import Post
from fangxian.reactions.jobs import run_all

from .agenda import Agenda
from .authority import REGISTRATION, load_the_list, sign_an_order
from .between import between_desks
from .city import divide_into_grids, found_city
from .declarations import declared_journeys
from .doors import ask_how_they_are, sweep_a_building
from .fieldwork import Fieldwork
from .force import Force, log_ins_of, name_leaders, new_password, open_log_ins, raise_force
from .gates import days_at_gates, open_gates_and_places
from .home import Told, edition
from .hotline import days_at_the_hotline
from .households import earlier_household, tour_household
from .inspecting import inspectors
from .letters import letters_and_documents
from .lists import three_lists
from .mornings import mornings
from .people import People
from .posts import days_at_posts, open_posts
from .publishing import made_public
from .reckoning import reckon
from .roadside import around_the_posts, arrivals
from .stage import EVE, FIRST_DAY, FOUNDED_AT, SECOND_DAY, STORY_BEGINS_AT, STORY_ENDS_AT, Stage, moment
from .transmission import first_generation, third_generation
from .voices import voices

Tell = Callable[[str, str], None]
# Adopted, proposed, and all others drafts: the three states that an edition can be in.
ADOPTED, PROPOSED = ("cn.screen.2020-02", "cn.clock.seeds", "cn.temperature"), ("cn.protocol.6",)


def tell_it(*, folder: Path, size: int, seed: int, tell: Tell) -> Told:
    """Found the city, live its two days, write the bulletins into `folder`, and check every sum.

    Errors: DoesNotReconcile.
    """
    password = new_password()
    stage = found(seed=seed, size=size, password=password, only_counties=(), tell=tell)
    bulletins = live(stage, tell=tell)
    for language in CODES:
        for issue in bulletins:
            write(issue, stage.programme, folder=_made(folder / "bulletins"), language=language)
    balances = reckon(stage, bulletins, at=STORY_ENDS_AT)
    tell("全部核对", "every sum checked")
    return Told(
        edition=edition(),
        size=size,
        seed=seed,
        password=password,
        summary=[[f"{one.label.zh} / {one.label.en}", one.in_figures] for one in balances],
        log_ins=[_log_in(post) for post in log_ins_of(stage.force)],
        named=stage.named,
    )


def found(*, seed: int, size: int, password: str, only_counties: tuple[str, ...], tell: Tell) -> Stage:
    """Found the city: programme, divisions, grids, force, log-ins, authority. Returns the stage of its two days."""
    people, random = People(seed), Random(seed)  # noqa: S311 - chance of a story, no secret
    make_days_between(date(2020, 2, 23), date(2020, 3, 24))
    city = found_city(administrator_name=people.name(), only_counties=only_counties, at=FOUNDED_AT)
    grids = divide_into_grids(city, random=random, at=FOUNDED_AT)
    tell(f"网格 {len(grids)} 个", f"{len(grids)} grids")
    force = raise_force(city, grids, people=people, random=random, at=FOUNDED_AT)
    tell(
        f"在岗 {len(force.posts)} 人，空缺网格 {force.vacant_grid_count} 个",
        f"{len(force.posts)} people in post, {force.vacant_grid_count} grids vacant",
    )
    leaders = name_leaders(city, force, at=FOUNDED_AT)
    tell(f"包保责任 {leaders} 项", f"{leaders} named responsibilities")
    open_log_ins(password=password)
    _adopt_editions(force, at=FOUNDED_AT)
    run_all(at=FOUNDED_AT)
    stage = Stage(city.programme, force, Agenda(STORY_BEGINS_AT), people, random, size)
    earlier_household(stage, first_generation(stage))
    return stage


def live(stage: Stage, *, tell: Tell) -> list[Bulletin]:
    """Live the two days up to the evening of the second; returns the bulletins that were issued."""
    earlier = sign_an_order(
        stage.force, number="演练令〔2020〕1号", effective_from=moment(date(2020, 2, 24), "18:00"),
        expires_at=moment(FIRST_DAY, "00:00"), at=FOUNDED_AT,
    )  # fmt: skip
    order = sign_an_order(
        stage.force, number="演练令〔2020〕2号", effective_from=STORY_BEGINS_AT,
        expires_at=moment(date(2020, 3, 22), "00:00"),
        at=moment(EVE, "15:00"),
    )  # fmt: skip
    registration = sign_an_order(
        stage.force, number="演练令〔2020〕3号", effective_from=STORY_BEGINS_AT, expires_at=order.expires_at,
        at=moment(EVE, "15:30"), wording=REGISTRATION,
    )  # fmt: skip
    tell(f"虚构命令 {earlier.number}、{order.number}、{registration.number}", "three fictional orders signed")
    stage.agenda.add(moment(SECOND_DAY, "17:00"), lambda at: _prepare_the_next_order(stage, at=at))
    load_the_list(stage.force, order=order, at=STORY_BEGINS_AT)
    _plan_the_scenes(stage, order)
    stage.agenda.after_reactions.append(Fieldwork(stage).plan)
    bulletins: list[Bulletin] = []
    stage.agenda.add(moment(SECOND_DAY, "00:05"), lambda at: bulletins.append(_issue(stage, FIRST_DAY, at=at)))
    stage.agenda.live_until(moment(FIRST_DAY, "23:59"))
    tell("3月9日已过", "9 March lived")
    stage.agenda.live_until(STORY_ENDS_AT)
    bulletins.append(_issue(stage, SECOND_DAY, at=STORY_ENDS_AT))
    run_all(at=STORY_ENDS_AT)
    tell("3月10日20时", "10 March, 20:00")
    return bulletins


def _plan_the_scenes(stage: Stage, order: Order) -> None:
    """Every scene puts its acts on the agenda; none of them happens yet, but for what the eve opens."""
    open_posts(stage, order)
    open_gates_and_places(stage, order)
    three_lists(stage)
    declared_journeys(stage)
    days_at_posts(stage)
    days_at_gates(stage)
    around_the_posts(stage)
    arrivals(stage)
    sweep_a_building(stage)
    ask_how_they_are(stage)
    tour_household(stage)
    mornings(stage)
    inspectors(stage)
    third_generation(stage)
    days_at_the_hotline(stage)
    letters_and_documents(stage)
    voices(stage)
    between_desks(stage)
    made_public(stage)


def _prepare_the_next_order(stage: Stage, *, at: datetime) -> None:
    """The order that would follow waits for its second signature."""
    sign_an_order(
        stage.force, number="演练令〔2020〕4号", effective_from=moment(date(2020, 3, 22), "00:00"),
        expires_at=moment(date(2020, 4, 1), "00:00"), signers=("signatory",), at=at,
    )  # fmt: skip


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _log_in(post: Post) -> list[str]:
    area = names_of([post.area_code], programme_id=post.programme_id).get(post.area_code, "全市 / whole city")
    return [post.user.username, f"{post.title} / {post.role.replace('_', ' ')}", area, post.user.full_name]


def _issue(stage: Stage, day: date, *, at: datetime) -> Bulletin:
    by = stage.force.actor("commander", Purpose.COMMAND)
    return issue_bulletin(programme=stage.programme, boards=BOARDS, first_on=day, last_on=day, by=by, at=at)


def _adopt_editions(force: Force, *, at: datetime) -> None:
    """Some editions are adopted by two signatures, one waits for its second; the others stay drafts."""
    for pack_id in (*ADOPTED, *PROPOSED):
        propose_adoption(pack_id=pack_id, by=force.actor("admin", Purpose.ADMINISTER), at=at)
        signers = (("signatory2", "health_authority"), ("signatory", "legal_review"))
        for username, capacity in signers[: 2 if pack_id in ADOPTED else 1]:
            sign_adoption(pack_id=pack_id, capacity=capacity, by=force.actor(username, Purpose.COMMAND), at=at)
