"""The points that no other beats: more opportunities cannot be had with fewer cases."""

from feedback.frontier.sweep import Point, Swept


def front(swept: Swept) -> list[Point]:
    """In order of their volume. Of points that pass the same numbers, the first of the grid stands for all."""
    found: list[Point] = []
    most = -1
    places = [(swept.figures(point).passed, number, point) for number, point in enumerate(swept.points)]
    for passed, _number, point in sorted(places, key=lambda each: (each[0].cases, -each[0].opportunities, each[1])):
        if passed.opportunities > most:
            most = passed.opportunities
            found.append(point)
    return found
