from django.urls import path

from .views import arriving, deciding, rows

urlpatterns = [
    path("", arriving.lists, name="lists"),
    path("new/", arriving.receive, name="receive"),
    path("template.xlsx", arriving.template, name="list_template"),
    path("manifest.json", arriving.manifest_template, name="manifest_template"),
    path("to-confirm/", deciding.to_confirm, name="to_confirm"),
    path("<uuid:list_id>/", deciding.overview, name="list"),
    path("<uuid:list_id>/columns/", arriving.columns, name="columns"),
    path("<uuid:list_id>/manifest/", deciding.correct_manifest, name="correct_manifest"),
    path("<uuid:list_id>/progress/", deciding.progress, name="progress"),
    path("<uuid:list_id>/rows/", rows.rows, name="rows"),
    path("<uuid:list_id>/rows/<int:number>/", rows.answer, name="row"),
    path("<uuid:list_id>/alarms/", deciding.see_alarms, name="see_alarms"),
    path("<uuid:list_id>/submit/", deciding.submit, name="submit"),
    path("<uuid:list_id>/confirm/", deciding.confirm, name="confirm"),
    path("<uuid:list_id>/commit/", deciding.commit, name="commit"),
    path("<uuid:list_id>/close/", deciding.close, name="close"),
    path("<uuid:list_id>/discard/", deciding.discard, name="discard"),
    path("<uuid:list_id>/reconciliation/", deciding.reconciliation, name="reconciliation"),
    path("<uuid:list_id>/for-sender.csv", deciding.for_sender, name="for_sender"),
]
