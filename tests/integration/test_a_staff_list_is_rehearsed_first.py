"""A list of staff is judged row by row, reconciles, and is taken over as a whole or not at all."""

from datetime import date

import pytest
from tests.city import GRID, VACANT_GRID

from fangxian.core.actors.rules import Purpose
from fangxian.core.problems.rules import Refused
from fangxian.core.staff import queries, services
from fangxian.core.staff.models import Post, User
from fangxian.core.staff.rules import StaffRow
from fangxian.core.staff.services.imports import judge_again

SHA = "ab" * 32


def row(number, staff_no="W0001", full_name="试验员甲", role="网格员", area=VACANT_GRID, body="月河街道办", **rest):
    return StaffRow(number, staff_no=staff_no, full_name=full_name, role=role, area=area, body=body, **rest)


def rehearse(city, *rows, by="admin"):
    return services.rehearse_import(
        rows=rows, sha256=SHA, programme=city.programme, by=city.actor(by, Purpose.ADMINISTER), at=city.at
    )


def commit(city, *rows):
    return services.commit_import(kept=rehearse(city, *rows), by=city.actor("admin", Purpose.ADMINISTER), at=city.at)


def judged(city, *rows):
    found = judge_again(rows, programme=city.programme, by=city.actor("admin", Purpose.ADMINISTER), at=city.at)
    return [(one.outcome, one.finding.code if one.finding else "") for one in found]


def test_a_rehearsal_changes_nobody(city):
    before = (User.objects.count(), Post.objects.count())
    kept = rehearse(city, row(2), row(3, staff_no="W0002", full_name="试验员乙"))
    assert (User.objects.count(), Post.objects.count()) == before
    assert kept.counts == {"received": 2, "accepted": 2, "duplicate": 0, "quarantined": 0, "rejected": 0}


def test_a_committed_row_is_a_person_in_post_with_a_password_for_one_use(city):
    _, made = commit(city, row(2))
    user = User.objects.get(username="W0001")
    assert user.must_change_password and user.check_password(made[0].password)
    assert [post.area_code for post in queries.posts_of(user, at=city.at)] == [VACANT_GRID]


def test_the_same_list_twice_doubles_nothing(city):
    commit(city, row(2))
    kept, made = commit(city, row(2))
    assert kept.counts["duplicate"] == 1 and made == [] and Post.objects.filter(user__username="W0001").count() == 1


def test_each_wrong_row_says_why(city):
    assert judged(
        city,
        row(2, staff_no=""),
        row(3, staff_no="一号"),
        row(4, full_name=""),
        row(5, body=""),
        row(6, role="大王"),
        row(7, area=""),
        row(8, area="110101"),
        row(9, sector="魔法"),
        row(10, status="也许"),
        row(11, starts_on=date(2020, 3, 9), ends_on=date(2020, 3, 1)),
        row(12, ends_on=date(2020, 3, 9)),
    ) == [
        ("rejected", "no_number"), ("rejected", "bad_number"), ("rejected", "no_name"), ("rejected", "no_body"),
        ("rejected", "unknown_role"), ("rejected", "needs_area"), ("rejected", "unknown_area"),
        ("rejected", "unknown_sector"), ("rejected", "unknown_status"), ("rejected", "ends_before_start"),
        ("rejected", "already_over"),
    ]  # fmt: skip


def test_a_number_with_another_name_waits_for_an_answer(city):
    assert judged(city, row(2, staff_no="grid", full_name="另一人")) == [("quarantined", "other_name")]
    assert judged(city, row(2), row(3, full_name="试验员丙"))[1] == ("quarantined", "other_name_in_file")


def test_an_area_may_be_named_by_its_path_but_not_by_a_name_of_several(city):
    path = "吴兴区/月河街道/浮星桥社区/第三网格"
    assert judged(city, row(2, area=path)) == [("accepted", "")]
    assert judged(city, row(2, area="第一网格")) == [("quarantined", "ambiguous_area")]


def test_who_leaves_is_locked_out_with_the_next_click(city, client):
    client.force_login(city.posts["grid"].user, backend="fangxian.core.staff.services.backend.StaffBackend")
    assert client.get("/staff/me/").status_code == 200
    commit(city, row(2, staff_no="grid", full_name="Synthetic grid", status="离岗"))
    assert client.get("/staff/me/").status_code == 302
    assert GRID not in queries.staffed_codes("grid_worker", programme_id=city.programme.id, at=city.at)


def test_a_list_is_taken_over_once(city):
    kept = rehearse(city, row(2))
    services.commit_import(kept=kept, by=city.actor("admin", Purpose.ADMINISTER), at=city.at)
    with pytest.raises(Refused) as refused:
        services.commit_import(kept=kept, by=city.actor("admin", Purpose.ADMINISTER), at=city.at)
    assert refused.value.problem.code == "staff.list_is_over"


def test_the_rows_are_gone_once_a_list_is_over(city):
    kept = rehearse(city, row(2))
    services.discard_import(kept=kept, by=city.actor("admin", Purpose.ADMINISTER), at=city.at)
    kept.refresh_from_db()
    assert kept.rows is None and not User.objects.filter(username="W0001").exists()


@pytest.mark.parametrize("name", ["grid", "next", "auditor"])
def test_only_the_administrator_sends_lists_of_staff(city, name):
    with pytest.raises(Refused):
        rehearse(city, row(2), by=name)
