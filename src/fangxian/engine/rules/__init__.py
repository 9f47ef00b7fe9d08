"""Dated rules as data: reading packs, refusing forbidden inputs, evaluating and replaying a rule."""
