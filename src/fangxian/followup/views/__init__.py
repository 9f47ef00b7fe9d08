"""The screens of a care worker: whom to call next, one follow-up, today's doors."""
