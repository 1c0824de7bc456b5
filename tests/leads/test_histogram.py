from collections import Counter

from django.template.loader import render_to_string
from hypothesis import given
from hypothesis import strategies as st

from leads.threshold_lines import Line
from leads.workshop.histogram import HEIGHT, MOST_BARS, WIDTH, Histogram

scores = st.dictionaries(st.integers(0, 20_000), st.integers(1, 10**6), max_size=30).map(Counter)


@given(scores, scores, st.lists(st.integers(0, 1000), max_size=4))
def test_every_lead_is_in_one_bar_and_nothing_is_drawn_outside(before, after, thresholds):
    lines = [Line("behaviour", value, str(value)) for value in thresholds]
    histogram = Histogram("Behaviour score", before, after, lines)
    assert sum(bar.before for bar in histogram.bars) == before.total()
    assert sum(bar.after for bar in histogram.bars) == after.total()
    assert len(histogram.bars) <= MOST_BARS + 1
    for bar in histogram.drawn():
        assert float(bar["x"]) >= 0 and float(bar["x"]) + float(bar["width"]) <= WIDTH
        assert float(bar["y"]) >= 0 and 0 <= float(bar["height"]) <= HEIGHT
    assert [mark["value"] for mark in histogram.marks()] == sorted(set(thresholds))
    assert all(0 <= float(mark["x"]) <= WIDTH for mark in histogram.marks())


def test_a_bar_that_dwarfs_the_others_is_cut_and_said_so():
    histogram = Histogram("s", Counter({0: 9000, 50: 300}), Counter({0: 8900, 50: 400}), [])
    assert [bar.is_cut for bar in histogram.bars if bar.before] == [True, False]
    assert not Histogram("s", Counter({0: 500, 50: 300}), Counter(), []).is_cut


def test_the_drawing_needs_no_inline_style_and_has_its_numbers_beside_it():
    histogram = Histogram("Behaviour", Counter({0: 1234, 120: 5}), Counter({3: 6}), [Line("behaviour", 100, "対象")])
    page = render_to_string("_histogram.html", {"histogram": histogram})
    assert "style=" not in page and "<script" not in page
    assert 'role="img"' in page and "1,234" in page and "対象" in page
