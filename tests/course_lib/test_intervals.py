import pytest

from course_lib import intervals


@pytest.mark.parametrize(
    ("right", "n", "low", "high"),
    [(8, 10, 0.4902, 0.9433), (0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (50, 100, 0.4038, 0.5962)],
)
def test_wilsons_interval(right, n, low, high):
    """By the formula of Wilson 1927, worked by hand."""
    assert intervals.wilson(right, n) == pytest.approx((low, high), abs=1e-4)
    assert intervals.share(right, n) == pytest.approx((low, right / n, high), abs=1e-4)


def test_nothing_observed_excludes_nothing():
    assert intervals.wilson(0, 0) == (0.0, 1.0)


def test_bootstrap_holds_the_mean_and_shrinks_with_more_values():
    few, many = [0.0, 1.0] * 10, [0.0, 1.0] * 1000
    narrow, wide = intervals.bootstrap(many), intervals.bootstrap(few)
    assert wide[0] < narrow[0] < 0.5 < narrow[1] < wide[1]
    assert intervals.bootstrap([2.0] * 5) == (2.0, 2.0)
    assert intervals.bootstrap(few) == intervals.bootstrap(few)
    with pytest.raises(ValueError, match="got none"):
        intervals.bootstrap([])
