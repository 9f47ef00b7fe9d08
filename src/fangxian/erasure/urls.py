from django.urls import path

from . import views

app_name = "erasure"
urlpatterns = [
    path("", views.terms, name="terms"),
    path("reports/<uuid:report_id>/", views.report, name="report"),
    path("stand-down/", views.plan, name="plan"),
    path("stand-down/declare/", views.declare, name="declare"),
    path("stand-down/undo/", views.undo, name="undo"),
    path("stand-down/holds/new/", views.new_hold, name="new_hold"),
    path("stand-down/holds/<uuid:hold_id>/<slug:what>/", views.act, name="act"),
    path("certificates/", views.certificates, name="certificates"),
    path("certificates/<uuid:programme_id>/", views.public_certificate, name="certificate"),
    path("certificates/<uuid:programme_id>/<slug:form>/", views.public_certificate, name="certificate_file"),
]
