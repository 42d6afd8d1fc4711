"""Groups: what ranges of a number are called."""

from helpwright.query.dimension import range_labels


def test_bounds_of_ranges_are_written_in_full() -> None:
    assert range_labels([0.5, 1_234_567.0, 2_592_000.0]) == [
        (0, "< 0.5"),
        (1, "0.5–1234567"),
        (2, "1234567–2592000"),
        (3, "≥ 2592000"),
    ]
