"""How many of those whom a campaign brings get through: demand against the rota. `erlang` and `outlook` are pure."""
