"""Addresses of places. Their page comes with the first screen of its own."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
