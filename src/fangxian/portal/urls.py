from django.urls import path

from .views import declaring, letters, opening, own_file, public, receipts

app_name = "portal"
urlpatterns = [
    path("", public.door, name="door"),
    path("before/", public.before, name="before"),
    path("phones/", public.phones, name="phones"),
    path("declare/", declaring.declare, name="declare"),
    path("places/", declaring.places, name="places"),
    path("receipt/", receipts.open_receipt, name="open_receipt"),
    path("receipt/<str:number>/", receipts.receipt, name="receipt"),
    path("receipt/<str:number>/correct/", declaring.correct, name="correct"),
    path("leave/", opening.leave, name="leave"),
    path("file/", own_file.open_file, name="open_file"),
    path("file/mine/", own_file.own_file, name="own_file"),
    path("file/mine/object/", own_file.object_to, name="object"),
    path("file/mine/told/<uuid:fact_id>/confirm/", own_file.confirm, name="confirm"),
    path("file/mine/told/<uuid:fact_id>/correct/", own_file.correct_stays, name="correct_stays"),
    path("file/mine/measures/<uuid:measure_id>/appeal/", own_file.appeal, name="appeal"),
    path("letters/<uuid:person_id>/", letters.letter, name="letter"),
    path("objections/", letters.objections, name="objections"),
    path("objections/<uuid:objection_id>/", letters.objection, name="objection"),
]
