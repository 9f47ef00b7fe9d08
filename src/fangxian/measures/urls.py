from django.urls import path

from .views import appealing, attending, deciding, papers

app_name = "measures"
urlpatterns = [
    path("", deciding.measure_list, name="list"),
    path("to-propose/", deciding.to_propose, name="to_propose"),
    path("in-my-area/", attending.in_my_area, name="in_my_area"),
    path("appeals/", appealing.appeal_list, name="appeals"),
    path("<uuid:measure_id>/", deciding.measure, name="measure"),
    path("<uuid:measure_id>/decide/", deciding.decide, name="decide"),
    path("<uuid:measure_id>/withdraw/", deciding.withdraw, name="withdraw"),
    path("<uuid:measure_id>/end/", deciding.end, name="end"),
    path("<uuid:measure_id>/attend/", attending.attend, name="attend"),
    path("<uuid:measure_id>/serve/", attending.serve, name="serve"),
    path("<uuid:measure_id>/told/", attending.tell, name="tell"),
    path("<uuid:measure_id>/appeal/", attending.appeal, name="appeal"),
    path("<uuid:measure_id>/appeal/acknowledge/", appealing.acknowledge, name="acknowledge"),
    path("<uuid:measure_id>/appeal/answer/", appealing.answer, name="answer"),
    path("<uuid:measure_id>/left/", attending.leave, name="leave"),
    path("<uuid:measure_id>/notice/", papers.notice, name="notice"),
    path("<uuid:measure_id>/notice.docx", papers.notice_word, name="notice_word"),
    path("<uuid:measure_id>/release/", papers.release_notice, name="release_notice"),
    path("<uuid:measure_id>/release.docx", papers.release_word, name="release_word"),
    path("<uuid:measure_id>/card/", papers.card, name="card"),
]
