from django.urls import path

from .views import handing, packages, refusing

app_name = "outgoing"
urlpatterns = [
    path("", packages.package_list, name="list"),
    path("new/", packages.choose_purpose, name="new"),
    path("new/<slug:purpose>/", packages.ask, name="ask"),
    path("requests/", refusing.request_list, name="requests"),
    path("requests/<uuid:request_id>/", refusing.answer, name="answer"),
    path("<uuid:package_id>/", packages.package, name="package"),
    path("<uuid:package_id>/progress/", packages.progress, name="progress"),
    path("<uuid:package_id>/approve/", packages.approve, name="approve"),
    path("<uuid:package_id>/decline/", packages.decline, name="decline"),
    path("<uuid:package_id>/fetch/", handing.fetch, name="fetch"),
    path("<uuid:package_id>/revoke/", handing.revoke, name="revoke"),
    path("<uuid:package_id>/destroyed/", handing.destroyed, name="destroyed"),
]
