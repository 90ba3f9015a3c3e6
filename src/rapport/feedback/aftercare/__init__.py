"""Care after a treatment: calls by a plan of the category, some days later."""
