from django.urls import path

from .views import board, documents, letter, writing

app_name = "letters"
urlpatterns = [
    path("", board.board, name="board"),
    path("to-us/", board.to_us, name="to_us"),
    path("write/", writing.write, name="write"),
    path("answering/", board.answering, name="answering"),
    path("answering/<uuid:naming_id>/end/", board.end_naming, name="end_naming"),
    path("documents/", documents.listed, name="documents"),
    path("documents/write/", documents.write, name="write_document"),
    path("documents/<uuid:document_id>/", documents.document, name="document"),
    path("documents/<uuid:document_id>/<str:act>/", documents.act, name="act_on_document"),
    path("public/", documents.public, name="public"),
    path("public/<uuid:public_id>/", documents.public_one, name="public_one"),
    path("<uuid:letter_id>/", letter.letter, name="letter"),
    path("<uuid:letter_id>/change/", writing.change, name="change"),
    path("<uuid:letter_id>/letter.docx", letter.letter_word, name="word"),
    path("<uuid:letter_id>/<str:act>/", letter.act, name="act"),
]
