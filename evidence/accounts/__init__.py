"""Providers, services, the people who use them, what each may see, signing in, and the audit trail."""
