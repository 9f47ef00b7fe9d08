"""Every door of the house."""

from __future__ import annotations

from django.urls import include, path
from django.views.i18n import set_language

from fangxian.fieldsync.urls import shell
from fangxian.intake.sources.service_request.urls import georeport

from .api import api

urlpatterns = [
    path("sync/", include("fangxian.fieldsync.urls")),  # first, because phones are in a hurry
    path("api/", api.urls),
    path("", include("fangxian.core.screens.urls")),
    path("", include("fangxian.reactions.urls")),
    path("language/", set_language, name="set_language"),
    path("account/", include("allauth.urls")),
    path("sign-in/", include("fangxian.core.signin.urls")),
    path("staff/messages/", include("fangxian.core.messages.urls")),
    path("staff/", include("fangxian.core.staff.urls")),
    path("areas/", include("fangxian.core.areas.urls")),
    path("orders/", include("fangxian.core.orders.urls")),
    path("rules/", include("fangxian.core.packs.urls")),
    path("audit/", include("fangxian.core.audit.urls")),
    path("screening/", include("fangxian.screening.urls")),
    path("cases/", include("fangxian.cases.urls")),
    path("entries/", include("fangxian.tasks.kinds.controlled_entry.urls")),
    path("tasks/", include("fangxian.tasks.urls")),
    path("follow-up/", include("fangxian.followup.urls")),
    path("measures/home-isolation/", include("fangxian.measures.kinds.home_isolation.urls")),
    path("measures/", include("fangxian.measures.urls")),
    path("p/", include("fangxian.portal.urls")),
    path("post/", include("fangxian.intake.sources.checkpoint.urls")),
    path("requests/", include("fangxian.intake.sources.service_request.urls")),
    path("open311/", include(georeport)),
    path("gates/", include("fangxian.intake.sources.gate.urls")),
    path("places/", include("fangxian.intake.sources.venue.urls")),
    path("disinfection/", include("fangxian.intake.sources.disinfection.urls")),
    path("sweep/", include("fangxian.intake.sources.sweep.urls")),
    path("intake/", include("fangxian.intake.urls")),
    path("field/", include(shell)),
    path("board/", include("fangxian.briefing.urls")),
    path("outgoing/", include("fangxian.outgoing.urls")),
    path("figures/", include("fangxian.publication.urls")),
    path("files/", include("fangxian.files.urls")),
    path("duty/", include("fangxian.readiness.urls")),
    path("assistance/", include("fangxian.assistance.urls")),
    path("inquiries/", include("fangxian.inquiries.urls")),
    path("clarifications/", include("fangxian.clarification.urls")),
    path("letters/", include("fangxian.letters.urls")),
    path("feedback/", include("fangxian.feedback.urls")),
    path("incidents/", include("fangxian.mediation.urls")),
    path("supervision/", include("fangxian.supervision.urls")),
    path("erasure/", include("fangxian.erasure.urls")),
]
