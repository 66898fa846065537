"""Addresses of the budget."""

from django.urls import path

from budget.views import documents, lines, programme

app_name = "budget"
urlpatterns = [
    path("bilancio/", programme.programme, name="programme"),
    path("bilancio/programma/", programme.programme_edit, name="programme_edit"),
    path("bilancio/voci/nuova/", lines.line_new, name="line_new"),
    path("bilancio/voci/<str:code>/", lines.line, name="line"),
    path("bilancio/voci/<str:code>/modifica/", lines.line_edit, name="line_edit"),
    path(
        "bilancio/voci/<str:code>/obbligazioni/nuova/", lines.commitment_new, name="commitment_new"
    ),
    path("bilancio/documenti/", documents.documents, name="documents"),
    path("bilancio/documenti/nuovo/", documents.document_new, name="document_new"),
    path("bilancio/documenti/<int:pk>/", documents.document, name="document"),
    path("bilancio/documenti/<int:pk>/pagamenti/nuovo/", documents.payment_new, name="payment_new"),
    path("bilancio/documenti/<int:pk>/file/nuovo/", documents.file_new, name="file_new"),
    path("bilancio/documenti/<int:pk>/file/<int:file_pk>/", documents.file, name="file"),
]
