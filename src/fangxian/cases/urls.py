from django.urls import path

from . import views
from .views import contacts, interviews, linelists, listed

app_name = "cases"
urlpatterns = [
    path("", views.case_list, name="list"),
    path("attack-rates/", contacts.rates, name="attack_rates"),
    path("services/", listed.services_listed, name="services"),
    path("lists/", linelists.line_lists, name="line_lists"),
    path("lists/new/", linelists.new_line_list, name="new_line_list"),
    path("lists/<uuid:line_list_id>/", linelists.line_list, name="line_list"),
    path("lists/<uuid:line_list_id>/rows/<int:number>/", linelists.line, name="line"),
    path("lists/<uuid:line_list_id>/record/", linelists.commit_list, name="commit_line_list"),
    path("lists/<uuid:line_list_id>/confirm/", linelists.confirm_list, name="confirm_line_list"),
    path("lists/<uuid:line_list_id>/compare/", linelists.look_again, name="compare_line_list"),
    path("lists/<uuid:line_list_id>/discard/", linelists.discard_list, name="discard_line_list"),
    path("new/", views.new_case, name="new"),
    path("reviews/", views.reviews, name="reviews"),
    path("reviews/<uuid:classification_id>/", views.review, name="review"),
    path("contacts/<uuid:exposure_id>/", views.contact, name="contact"),
    path("<uuid:case_id>/", views.case, name="case"),
    path("batches/<uuid:batch_id>/", contacts.batch, name="batch"),
    path("<uuid:case_id>/contacts/", contacts.contact_list, name="contacts"),
    path("<uuid:case_id>/contacts/put-up/", contacts.put_up, name="put_up"),
    path("<uuid:case_id>/contacts/trace/", contacts.fill, name="fill"),
    path("<uuid:case_id>/contacts/new/", views.new_contact, name="new_contact"),
    path("<uuid:case_id>/trace/", views.trace, name="trace"),
    path("<uuid:case_id>/interview/", interviews.interview, name="interview"),
    path("<uuid:case_id>/interview/known/", interviews.known, name="known"),
    path("<uuid:case_id>/interview/lines/", interviews.add_line, name="add_line"),
    path("<uuid:case_id>/interview/lines/<uuid:line_id>/remove/", interviews.remove_line, name="remove_line"),
    path("<uuid:case_id>/interview/note/", interviews.save_note, name="save_note"),
    path("<uuid:case_id>/interview/complete/", interviews.complete, name="complete_interview"),
    path("<uuid:case_id>/correct/", views.correct, name="correct"),
    path("<uuid:case_id>/rule-out/", views.rule_out, name="rule_out"),
    path("<uuid:case_id>/step/", views.step, name="step"),
]
