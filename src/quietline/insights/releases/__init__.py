"""What may be published, and how it is protected: NumPy, SciPy and OpenDP, no Django, no settings, no database."""
