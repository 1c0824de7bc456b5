from django.apps import AppConfig


class HandoffConfig(AppConfig):
    name = "handoff"

    def ready(self):
        from handoff import judging
        from leads.signals import scores_changed

        scores_changed.connect(judging.judge_new_scores, dispatch_uid="judge new scores")
