"""Wagtail's workflow for public records: one step, in which a second person approves."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig


def after_review(workflow_state: Any, user: Any = None) -> None:
    """What Wagtail runs when a workflow ends: nothing, because the approval has already published the revision it approved."""


def ensure_workflow(sender: AppConfig | None = None, **kwargs: Any) -> None:
    """Give public records the review workflow, unless an administrator has given them another."""
    from django.contrib.contenttypes.models import ContentType
    from wagtail.models import Workflow, WorkflowContentType, WorkflowTask

    from cms.publication.models import PublicRecord, SecondPersonReview

    content_type = ContentType.objects.get_for_model(PublicRecord)
    if WorkflowContentType.objects.filter(content_type=content_type).exists():
        return
    task, _created = SecondPersonReview.objects.get_or_create(name="Granskning av en andra person")
    workflow, _created = Workflow.objects.get_or_create(name="Granskning före publicering")
    WorkflowTask.objects.get_or_create(workflow=workflow, task=task.task_ptr)
    WorkflowContentType.objects.create(workflow=workflow, content_type=content_type)
