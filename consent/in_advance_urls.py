"""Saying yes in advance: the pages below an invitation that a room is shown, and those of who said
yes there, each below a secret token."""

from django.urls import path

from consent import inviting, keeping

app_name = "in_advance"
urlpatterns = [
    path("<str:token>/", inviting.invited, name="invited"),
    path("<str:token>/code/", inviting.code, name="code"),
    path("<str:token>/sign-in/", inviting.sign_in, name="sign_in"),
    path("<str:token>/check/", inviting.check, name="check"),
    path("<str:token>/mine/", keeping.mine, name="mine"),
    path("<str:token>/mine/receipt.json", keeping.receipt, name="receipt"),
    path("<str:token>/mine/take-back/", keeping.take_back, name="take_back"),
    path("<str:token>/mine/room/", keeping.room, name="room"),
]
