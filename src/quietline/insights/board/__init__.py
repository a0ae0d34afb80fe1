"""The helpline's own dashboard: each figure with its unit, window and what is missing. Nothing is kept."""
