"""What survives: kills, races and hostile input. Run by hand; each script prints its figures last."""
