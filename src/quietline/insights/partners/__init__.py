"""What partners see: released figures of their areas and campaigns, in a process and a database of their own."""
