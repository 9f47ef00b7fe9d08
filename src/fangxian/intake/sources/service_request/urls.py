from django.urls import path

from .views import board, desks, files, open311, photos, requests, taking

app_name = "requests"
urlpatterns = [
    path("", board.board, name="board"),
    path("take/", taking.take, name="take"),
    path("alike/", taking.alike, name="alike"),
    path("desks/", desks.desks, name="desks"),
    path("desks/<uuid:desk_id>/end/", desks.end, name="end_desk"),
    path("photos/", photos.photos, name="photos"),
    path("photos/<uuid:photo_id>/", photos.photo, name="photo"),
    path("photos/<uuid:photo_id>/picture/", photos.picture, name="picture"),
    path("files/", files.listed, name="files"),
    path("files/new/", files.receive, name="receive_file"),
    path("files/template/", files.template, name="file_template"),
    path("files/<uuid:desk_file_id>/", files.file_page, name="file"),
    path("files/<uuid:desk_file_id>/columns/", files.columns, name="file_columns"),
    path("files/<uuid:desk_file_id>/record/", files.record, name="record_file"),
    path("files/<uuid:desk_file_id>/discard/", files.discard, name="discard_file"),
    path("<uuid:request_id>/", requests.request_page, name="request"),
    path("<uuid:request_id>/<str:act>/", requests.act, name="act"),
]

# Open311 GeoReport v2, for other desks and apps; `form` is json or xml
georeport = (
    [
        path("discovery.<str:form>", open311.discovery, name="discovery"),
        path("v2/services.<str:form>", open311.services_list, name="services"),
        path("v2/services/<str:service_code>.<str:form>", open311.service_definition, name="service"),
        path("v2/requests.<str:form>", open311.requests, name="requests"),
        path("v2/requests/<uuid:request_id>.<str:form>", open311.one_request, name="request"),
        path("v2/tokens/<uuid:request_id>.<str:form>", open311.token, name="token"),
    ],
    "open311",
)
