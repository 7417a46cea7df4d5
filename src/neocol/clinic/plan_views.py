"""The plan page, its papers, and the live what-if: everything is asked by reading."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from neocol.clinic import guards, selectors
from neocol.clinic.asking import WhatIf, address_of
from neocol.clinic.engine import Planned
from neocol.clinic.views import language
from neocol.exchange.documents import consent_html, faces, plan_html
from neocol.exchange.documents.plan import courses_over_time, plan_view
from neocol.exchange.documents.tradeoff import tradeoff_chart
from neocol.exchange.documents.what_if import what_if_view
from neocol.record import RecordError

_UNUSABLE = 422


def plan(request: HttpRequest, slug: str) -> HttpResponse:
    """Show everything that is said of a plan, and the form to change its numbers."""
    held = selectors.pathway(slug, dt.date.today())
    begin = held.planned.begin
    form = WhatIf(held.planned, begin) if begin is not None else None
    return _page(request, held, form)


def what_if(request: HttpRequest, slug: str) -> HttpResponse:
    """Answer what a course with other numbers would bring: a part of the page, or all of it."""
    held = selectors.pathway(slug, dt.date.today())
    begin = held.planned.begin
    if begin is None:
        raise Http404(f"no course of {slug} can be followed")
    form = WhatIf(held.planned, begin, request.GET)
    if not getattr(request, "htmx", False):
        return _page(request, held, form, asked=True)
    answer = _asked(held, form)
    return _answer(request, "clinic/what_if_answer.html", {"answer": answer}, answer)


def document(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the plan as it is printed."""
    held = selectors.pathway(slug, dt.date.today()).planned
    return guards.paper(plan_html(held.plan, case=held.case, language=language(request)))


def consent(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the plan in plain words, as it is printed for the patient."""
    held = selectors.pathway(slug, dt.date.today()).planned
    return guards.paper(consent_html(held.plan, language(request), case=held.case))


def _page(
    request: HttpRequest, held: selectors.Pathway, form: WhatIf | None, *, asked: bool = False
) -> HttpResponse:
    planned = held.planned
    view = plan_view(planned.plan, case=planned.case, language=language(request))
    answer = _asked(held, form, typed=asked) if form is not None else None
    starts = [(i, address_of(o)) for i, o in enumerate(planned.plan.options) if o.sessions]
    shown = {
        **view,
        "courses": courses_over_time(planned.plan, today=held.today),
        "path": held,
        "form": form,
        "what_if": answer,
        "starts": starts,
        "typed": asked,
    }
    return _answer(request, "clinic/plan.html", shown, answer)


def _asked(held: selectors.Pathway, form: WhatIf, *, typed: bool = True) -> dict[str, Any]:
    """Return what the pieces of the answer show; `typed` is false before anything was changed."""
    planned = held.planned
    problems = form.problems() if typed or not form.is_valid() else []
    if not problems:
        try:
            return {"problems": [], **_found(planned, form, held.today, typed=typed)}
        except RecordError as error:
            problems = [("", str(error))]
    chart = tradeoff_chart(planned.plan)
    return {"problems": problems, "plan": planned.plan, "chart": chart}


def _found(planned: Planned, form: WhatIf, today: dt.date, *, typed: bool) -> dict[str, Any]:
    course = form.course() if typed or planned.begin is None else planned.begin.course()
    found = planned.asked(course)
    depths = {zone: setting.depth_mm for zone, setting in course.zones.items()}
    view = what_if_view(planned.plan, found.option, found.point, sources=found.sources, today=today)
    face = faces.face_of(depths, (), {}, planned.case.patient.fitzpatrick)
    return {**view, "face": face}


def _answer(
    request: HttpRequest, template: str, shown: dict[str, Any], answer: dict[str, Any] | None = None
) -> HttpResponse:
    """Send a page or a part of one; scripts may come from this server, and ask only it."""
    held = shown if answer is None else answer
    status = _UNUSABLE if held.get("problems") else 200
    response = render(request, template, shown, status=status)
    response["Content-Security-Policy"] = guards.policy(guards.ANSWERS_AT_ONCE)
    response["Vary"] = "HX-Request"
    return response
