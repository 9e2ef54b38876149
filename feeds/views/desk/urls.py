"""The consent desk. In the feeds app's namespace, before the public pages."""

from django.urls import path

from feeds.views.desk import cases, episodes, keeping, lists, people, reminding, second, verbs

_C = "desk/cases/<uuid:uid>"

urlpatterns = [
    path("desk/", lists.desk, name="desk"),
    path("desk/retention/", keeping.retention, name="desk_retention"),
    path("desk/verify/", lists.verify_ledger, name="verify_ledger"),
    path("desk/remind/", reminding.remind, name="desk_remind"),
    path("desk/numbers/", lists.numbers, name="desk_numbers"),
    path("desk/people/<uuid:uid>/", cases.person, name="desk_person"),
    path("desk/people/<uuid:uid>/evidence/", cases.evidence, name="desk_evidence"),
    path("desk/people/<uuid:uid>/export/", people.export, name="desk_export"),
    path("desk/people/<uuid:uid>/erase/", people.erase, name="desk_erase"),
    path("desk/takedowns/<uuid:uid>/", episodes.takedown, name="desk_takedown"),
    path("desk/recordings/<uuid:uid>/", episodes.recording, name="desk_recording"),
    path("desk/episodes/<uuid:uid>/evidence/", episodes.bundle, name="desk_bundle"),
    path("desk/recordings/<uuid:uid>/roster/", episodes.roster, name="desk_roster"),
    path("desk/recordings/<uuid:uid>/legacy/", episodes.legacy, name="desk_legacy"),
    path("desk/recordings/<uuid:uid>/legacy/undo/", episodes.not_legacy, name="desk_not_legacy"),
    path("desk/files/<uuid:uid>/", second.evidence_file, name="desk_file"),
    path("desk/proposals/<uuid:uid>/", second.proposal, name="desk_proposal"),
    path("desk/proposals/<uuid:uid>/reason/", second.reason, name="desk_reason"),
    path("desk/proposals/<uuid:uid>/decide/", second.decide, name="desk_decide"),
    path(f"{_C}/", cases.case, name="desk_case"),
    path(f"{_C}/settle/", verbs.settle, name="desk_settle"),
    path(f"{_C}/minor/", verbs.minor, name="desk_minor"),
    path(f"{_C}/guardian/", verbs.guardian, name="desk_guardian"),
    path(f"{_C}/of-age/", verbs.of_age, name="desk_of_age"),
    path(f"{_C}/record/", verbs.record, name="desk_record"),
]
