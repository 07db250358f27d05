"""Long work, done outside the request: one row a job, claimed by whoever is free, retried when its heartbeat stops."""
