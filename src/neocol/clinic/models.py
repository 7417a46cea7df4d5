"""What the clinic keeps: people with their case, and the sessions that were done."""

from __future__ import annotations

from django.db import models

from neocol.record import Case, Session


class Patient(models.Model):
    """A person and the case of their consultation.

    The case is kept as the engine's own record, so that what the clinic holds and what the engine
    answers about can never be two things.
    """

    slug = models.SlugField(unique=True)
    case = models.JSONField()
    seeded_on = models.DateField()

    class Meta:
        """Oldest record first."""

        ordering = ("id",)

    def __str__(self) -> str:
        return str(self.slug)

    def held_case(self) -> Case:
        """Return the case, with the last session that was done."""
        last = self.sessions.order_by("-data__date").first()
        return Case.read({**self.case, "session": last.data} if last else self.case)


class DoneSession(models.Model):
    """A session that was done."""

    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="sessions")
    data = models.JSONField()

    class Meta:
        """In the order they were written down."""

        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.patient}: {self.held_session().date}"

    def held_session(self) -> Session:
        """Return the session as the engine's record."""
        return Session.read(self.data)
