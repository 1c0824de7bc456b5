"""The hand-over package (引き継ぎ票): what sales gets with a toss-up, frozen as it was at that moment."""

from handoff.package.document import build, build_all

__all__ = ["build", "build_all"]
