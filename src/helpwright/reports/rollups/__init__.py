"""Roll-ups: counts and sums that dashboards of large forms need, kept by the worker and exact at every moment."""
