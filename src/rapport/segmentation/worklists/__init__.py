"""Work that is found by rules: who gets a task, and whose has lost its reason (REC-9, LOY-4, CAM-3, CAM-6)."""
