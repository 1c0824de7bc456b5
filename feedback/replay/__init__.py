from feedback.replay.cases import Cases, cases_sql
from feedback.replay.confusion import Confusion
from feedback.replay.trial import replay

__all__ = ["Cases", "Confusion", "cases_sql", "replay"]
