"""Did the campaign bring people to help? The statistics: NumPy and SciPy, no Django, no settings, no database."""
