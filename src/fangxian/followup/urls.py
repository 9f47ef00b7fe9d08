from django.urls import path

from .views import calls, file, visits

app_name = "followup"
urlpatterns = [
    path("", calls.calls, name="calls"),
    path("next/", calls.next_call, name="next"),
    path("visits/", visits.visits, name="visits"),
    path("<uuid:file_id>/", file.file, name="file"),
    path("<uuid:file_id>/call/", calls.call, name="call"),
    path("<uuid:file_id>/refer/", file.refer, name="refer"),
    path("<uuid:file_id>/return/", file.returned, name="return"),
]
