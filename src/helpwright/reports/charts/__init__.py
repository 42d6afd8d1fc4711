"""One file per chart type, each with its `chart`."""
