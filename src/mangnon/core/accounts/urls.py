"""Sign-in, sign-out and second factors, by django-allauth."""

from django.urls import include, path

urlpatterns = [path("", include("allauth.urls"))]
