"""The speaker's pages, below the secret token of a personal link; and checking a receipt."""

from django.urls import path

from consent import (
    agreeing,
    certificates,
    checking,
    confirming,
    cutting,
    signing_in,
    unsubscribe,
    views,
)

app_name = "consent"
urlpatterns = [
    path("check/", checking.check_receipt, name="check_receipt"),
    path("signed-in/", signing_in.signed_in, name="signed_in"),
    path("<str:token>/", views.page, name="page"),
    path("<str:token>/answer/", views.answer, name="answer"),
    path("<str:token>/in-advance/", agreeing.in_advance, name="in_advance"),
    path("<str:token>/choices/", views.choices, name="choices"),
    path("<str:token>/check/", views.check, name="check"),
    path("<str:token>/confirm/", confirming.confirm, name="confirm"),
    path("<str:token>/sign-in/", signing_in.go, name="sign_in"),
    path("<str:token>/account/", signing_in.confirm_account, name="account"),
    path("<str:token>/withdraw/", views.withdraw, name="withdraw"),
    path("<str:token>/cut/", cutting.cut, name="cut"),
    path("<str:token>/not-me/", views.not_me, name="not_me"),
    path("<str:token>/voice.mp3", views.sound, name="voice"),
    path("<str:token>/who/", views.who, name="who"),
    path("<str:token>/unsubscribe/", unsubscribe.unsubscribe, name="unsubscribe"),
    path("<str:token>/certificate.json", certificates.certificate, name="certificate"),
    path("<str:token>/certificate.pdf", certificates.certificate_pdf, name="certificate_pdf"),
    path("<str:token>/receipt.json", views.receipt, name="receipt"),
    path("<str:token>/receipt.pdf", views.receipt_pdf, name="receipt_pdf"),
]
