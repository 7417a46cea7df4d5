"""Pages of the demonstration clinic. Reads are in selectors; there is nothing to write."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from neocol import care, evidence
from neocol.clinic import gallery, guards, selectors
from neocol.exchange.calendar_file import aftercare_ics
from neocol.exchange.documents import aftercare_sheet, care_html, rulebook
from neocol.exchange.documents.aftercare import page_view
from neocol.exchange.documents.care import view
from neocol.recovery import LANGUAGES


def patients(request: HttpRequest) -> HttpResponse:
    """Show every patient and where they stand."""
    return render(
        request,
        "clinic/patients.html",
        {"pathways": selectors.pathways(dt.date.today()), "honest": care.HONEST_WORDS},
    )


def pathway(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one patient's six stages, with the engine's answers."""
    held = selectors.pathway(slug, dt.date.today())
    document = held.document.model_copy(update={"plan": held.plan})
    return render(request, "clinic/pathway.html", {**view(document, {}), "path": held})


def document(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the course of care as it is printed."""
    return guards.paper(care_html(selectors.pathway(slug, dt.date.today()).document))


@guards.asks
def after(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a patient's page for today; by POST answer whether something is normal today."""
    today = dt.date.today()
    plan = selectors.recovery(slug, today, language(request))
    found = selectors.triage(slug, today, plan, request.POST) if request.method == "POST" else None
    shown = {**page_view(plan, today), "slug": slug, "found": found, "asked": request.POST}
    response = render(request, "clinic/after.html", shown)
    response["Content-Security-Policy"] = guards.policy(guards.ASKS)
    return response


def sheet(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the sheet of one side of A4."""
    plan = selectors.recovery(slug, dt.date.today(), language(request))
    return guards.paper(aftercare_sheet(plan))


def calendar_file(request: HttpRequest, slug: str) -> HttpResponse:
    """Send the calendar file."""
    plan = selectors.recovery(slug, dt.date.today(), language(request))
    response = HttpResponse(aftercare_ics(plan), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="aftercare.ics"'
    return response


def language(request: HttpRequest) -> str:
    """Return the language that was asked for, if there are texts in it."""
    asked = request.GET.get("lang", LANGUAGES[0])
    return asked if asked in LANGUAGES else LANGUAGES[0]


def rules(request: HttpRequest) -> HttpResponse:
    """Show the whole rule base."""
    return render(request, "clinic/rules.html", rulebook.contents())


def design(request: HttpRequest) -> HttpResponse:
    """Show every piece in every state."""
    return render(request, "clinic/design.html", gallery.pieces())


def health(request: HttpRequest) -> HttpResponse:
    """Say that the clinic answers and which evidence it stands on."""
    return HttpResponse(f"ok, evidence {evidence.version()}\n", content_type="text/plain")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that there is no such page."""
    return render(
        request,
        "clinic/message.html",
        {"title": "Not here", "text": "There is no such page or patient."},
        status=404,
    )


def failed(request: HttpRequest) -> HttpResponse:
    """Say that something went wrong, without details."""
    return render(
        request,
        "clinic/message.html",
        {"title": "Something went wrong", "text": "Nothing was changed. Please try again."},
        status=500,
    )
