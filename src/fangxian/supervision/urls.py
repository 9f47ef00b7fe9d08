from django.urls import path

from .views import board, coverage, day, papers, planning, unit, visit

app_name = "supervision"
urlpatterns = [
    path("", day.mine, name="mine"),
    path("visits/", planning.visits, name="visits"),
    path("visits/new/", planning.plan, name="plan"),
    path("visits/<uuid:inspection_id>/", visit.visit, name="visit"),
    path("visits/<uuid:inspection_id>/begin/", visit.begin, name="begin"),
    path("visits/<uuid:inspection_id>/answers/", visit.answers, name="answers"),
    path("visits/<uuid:inspection_id>/finding/", visit.finding, name="write_finding"),
    path("visits/<uuid:inspection_id>/end/", visit.end, name="end"),
    path("visits/<uuid:inspection_id>/call-off/", planning.call_off, name="call_off"),
    path("visits/<uuid:inspection_id>/report.docx", papers.visit_word, name="visit_word"),
    path("draws/", planning.draws, name="draws"),
    path("draws/<uuid:draw_id>/", planning.draw, name="draw"),
    path("teams/", planning.teams, name="teams"),
    path("teams/<uuid:team_id>/dissolve/", planning.dissolve, name="dissolve"),
    path("board/", board.board, name="board"),
    path("findings/<uuid:finding_id>/", board.finding, name="finding"),
    path("unit/", unit.unit, name="unit"),
    path("unit/<uuid:finding_id>/claim/", unit.claim, name="claim"),
    path("coverage/", coverage.coverage, name="coverage"),
    path("rights/", coverage.rights, name="rights"),
    path("day/", papers.day, name="day"),
    path("day.docx", papers.day_word, name="day_word"),
]
