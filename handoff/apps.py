from django.apps import AppConfig


class HandoffConfig(AppConfig):
    name = "handoff"

    def ready(self):
        from handoff.approving import running  # noqa: F401  registers its background run
        from handoff.bulk import performing, undoing  # noqa: F401  the same
        from handoff.criteria import threshold_lines
        from handoff.impact import exact  # noqa: F401
        from handoff.judging.new_scores import judge_new_scores
        from handoff.people import words  # noqa: F401  (registers the sentence of its events)
        from handoff.publication import publishing, scores  # noqa: F401  publishing registers its background run
        from handoff.workshop import reading
        from leads import drafts
        from leads.models import WorkshopDraft
        from leads.signals import scores_changed
        from leads.threshold_lines import register

        scores_changed.connect(judge_new_scores, dispatch_uid="judge new scores")
        scores.connect()
        register(threshold_lines.score_lines)
        drafts.register(WorkshopDraft.Kind.CRITERIA, page="criteria_draft", sentences=reading.sentences)
