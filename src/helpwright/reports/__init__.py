"""Reports: datasets, charts and dashboards, always evaluated as their reader may see them."""
