"""Where a host brings a room in. The recordings themselves are the feeds app's pages."""

from django.urls import path

from recordings import views

app_name = "recordings"

urlpatterns = [
    path("import/", views.import_room, name="import"),
    path("import/<uuid:uid>/", views.import_running, name="import_running"),
    path("import/<uuid:uid>/choose/", views.choose_room, name="choose_room"),
    path("import/<uuid:uid>/cancel/", views.cancel_import, name="cancel_import"),
    path("import/<uuid:uid>/again/", views.try_import_again, name="try_import_again"),
]
