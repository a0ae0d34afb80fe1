"""Inviting partners: the helpline's own act, at the desk. The partners' island never imports this."""
