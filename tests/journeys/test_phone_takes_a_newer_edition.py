"""A newer edition of the phone's page is taken over when the worker says so, never amid an entry; nothing is lost."""

import re
import shutil

import pytest
from playwright.sync_api import expect

from fangxian.fieldsync import views
from fangxian.intake.sources.checkpoint.models import Check
from tests.posts import post

from .phones import in_hands

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True, databases=["default", "sealer"]),
]
# as it does hourly; until the newer edition is here whole
LOOK = """
async () => {
  const held = await navigator.serviceWorker.getRegistration("/field/");
  await held.update();
  const newer = held.installing ?? held.waiting;
  while (newer.state === "installing") await new Promise((done) => setTimeout(done, 50));
}
"""
EDITION = "() => document.documentElement.dataset.edition ?? 'first'"
CACHES = "() => caches.keys()"


@pytest.fixture
def deploy(monkeypatch, tmp_path):
    """The office is given another build: another page, and a worker that names it."""

    def give():
        built = tmp_path / "built"
        shutil.copytree(views.BUILT, built)
        page, worker = built / "index.html", built / "sw.js"
        page.write_text(page.read_text().replace("<html", "<html data-edition=second", 1))
        told, count = re.subn(r'("version":")', r"\1second-", worker.read_text(), count=1)
        assert count == 1
        worker.write_text(told)
        monkeypatch.setattr(views, "BUILT", built)

    return give


@in_hands()
def test_it_is_taken_over_when_the_worker_says_so(phones, served_city, deploy, way, width):
    stands = post(served_city)
    phone = phones(way, width=width)
    phone.quoted |= {stands.name, stands.order.number}
    page, says = phone.page, phone.says
    passes = page.get_by_role("button", name=says("一人通过", "One person passes"))
    aboard = page.get_by_label(says("车上人数（含司机）", "Persons aboard, driver included"))
    newer = page.get_by_text(says("有新版本", "There is a newer edition."))
    phone.enter("checkpoint")
    phone.duty("checkpoint")
    passes.click()
    page.get_by_role("button", name=says("车辆", "Vehicle")).click()
    aboard.fill("7")
    deploy()
    page.evaluate(LOOK)
    phone.offline()
    expect(aboard).to_have_value("7")
    expect(newer).to_have_count(0)
    page.get_by_role("button", name=says("7 人全部正常：放行", "All 7 normal: pass")).click()
    expect(page.get_by_text(says("2 条待上传", "2 waiting"))).to_be_visible()
    assert page.evaluate(EDITION) == "first"

    phone.open("/field/#/")
    expect(newer).to_be_visible()
    phone.look("a newer edition")
    page.get_by_role("button", name=says("更新", "Update")).click()
    page.wait_for_function("() => document.documentElement.dataset.edition === 'second'")  # with no signal still
    assert len(page.evaluate(CACHES)) == 1 and len(phone.outbox()) == 2
    expect(newer).to_have_count(0)
    phone.online()
    phone.all_answered()
    assert sorted(Check.objects.values_list("person_count", flat=True)) == [1, 7]
