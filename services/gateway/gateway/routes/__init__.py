"""The HTTP API, one module per noun; `table` lists every route."""
