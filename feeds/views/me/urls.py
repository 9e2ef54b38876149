"""My voice. In the feeds app's namespace, before the public pages."""

from django.urls import path

from feeds.views.me import door, verbs

urlpatterns = [
    path("me/", door.me, name="me"),
    path("me/code/", door.code, name="me_code"),
    path("me/confirm/", door.confirm, name="me_confirm"),
    path("me/sign-in/", door.sign_in, name="me_sign_in"),
    path("me/account/", door.account, name="me_account"),
    path("me/sign-out/", door.sign_out, name="me_sign_out"),
    path("me/rooms/<uuid:uid>/", verbs.open_answer, name="me_open"),
    path("me/download/", verbs.download, name="me_download"),
    path("me/stop/", verbs.stop, name="me_stop"),
    path("me/withdraw/", verbs.take_back, name="me_withdraw"),
    path("me/erase/", verbs.erase, name="me_erase"),
]
