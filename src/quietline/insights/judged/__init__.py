"""A registered campaign judged by its plan, as a page. Computed when it is asked for; nothing is kept."""
