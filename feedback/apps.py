from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    name = "feedback"

    def ready(self):
        from feedback import event_words  # noqa: F401  (registers the timeline's sentences)
        from feedback.frontier import running as sweeping  # noqa: F401  (registers its background run)
        from feedback.past_cases import kind
        from feedback.replay import running  # noqa: F401  (registers its background run)

        kind.register()
