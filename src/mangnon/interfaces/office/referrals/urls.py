"""Addresses of referrals between sectors."""

from django.urls import path

from mangnon.interfaces.office.referrals import bodies, overview, received, refer, sent

urlpatterns = [
    path("chuyen-gui/", overview.overview, name="referrals"),
    path("chuyen-gui/so-lieu.xlsx", overview.export, name="referrals_xlsx"),
    path("chuyen-gui/co-quan/", bodies.bodies, name="bodies"),
    path("chuyen-gui/co-quan/<uuid:body_id>/", bodies.body, name="body"),
    path("chuyen-gui/<uuid:referral_id>/", sent.referral, name="referral"),
    path("chuyen-gui/den/<uuid:referral_id>/", received.received, name="received"),
    path("tre/<uuid:child_id>/chuyen-gui/", refer.choose, name="child_referrals"),
    path("tre/<uuid:child_id>/chuyen-gui/<slug:kind>/", refer.refer, name="refer"),
]
