"""Addresses of the clinic."""

from django.urls import path

from neocol.clinic import plan_views, views

urlpatterns = [
    path("", views.patients, name="patients"),
    path("patients/<slug:slug>/", views.pathway, name="pathway"),
    path("patients/<slug:slug>/document/", views.document, name="document"),
    path("patients/<slug:slug>/plan/", plan_views.plan, name="plan"),
    path("patients/<slug:slug>/plan/what-if/", plan_views.what_if, name="what-if"),
    path("patients/<slug:slug>/plan/document/", plan_views.document, name="plan-document"),
    path("patients/<slug:slug>/plan/consent/", plan_views.consent, name="consent"),
    path("patients/<slug:slug>/after/", views.after, name="after"),
    path("patients/<slug:slug>/after/sheet/", views.sheet, name="sheet"),
    path("patients/<slug:slug>/after/calendar.ics", views.calendar_file, name="calendar"),
    path("rules/", views.rules, name="rules"),
    path("design/", views.design, name="design"),
    path("healthz", views.health, name="health"),
]
handler404 = views.not_found
handler500 = views.failed
