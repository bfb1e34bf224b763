"""Addresses of the sessions and of the child's card."""

from django.urls import path

from mangnon.interfaces.office.card import pages as card
from mangnon.interfaces.office.sessions import checking, overview, vaccination, vitamin, weighing

urlpatterns = [
    path("dot/", overview.overview, name="sessions"),
    path("dot/can/", weighing.weighing, name="weighing"),
    path("dot/can/<uuid:child_id>/", weighing.weighing_row, name="weighing_row"),
    path("dot/tiem/", vaccination.vaccination, name="vaccination"),
    path("dot/tiem/<uuid:child_id>/", vaccination.vaccination_row, name="vaccination_row"),
    path("dot/vitamin/", vitamin.vitamin, name="vitamin"),
    path("dot/vitamin/<uuid:child_id>/", vitamin.vitamin_row, name="vitamin_row"),
    path("dot/kham/", checking.checking, name="checking"),
    path("dot/kham/phieu.xlsx", checking.sheet, name="checking_xlsx"),
    path("dot/kham/<uuid:child_id>/", checking.checking_row, name="checking_row"),
    path("tre/<uuid:child_id>/the/", card.card, name="card"),
]
