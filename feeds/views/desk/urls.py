"""The consent desk. In the feeds app's namespace, before the public pages."""

from django.urls import path

from feeds.views.desk import cases, lists

_C = "desk/cases/<uuid:uid>"

urlpatterns = [
    path("desk/", lists.desk, name="desk"),
    path("desk/verify/", lists.verify_ledger, name="verify_ledger"),
    path("desk/people/<uuid:uid>/", cases.person, name="desk_person"),
    path("desk/people/<uuid:uid>/evidence/", cases.evidence, name="desk_evidence"),
    path(f"{_C}/", cases.case, name="desk_case"),
]
