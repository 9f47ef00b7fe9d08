"""The lake: who was where and when, as dated Parquet of numbers, on a disk or in S3-compatible storage."""

from fangxian.engine.stays.lake import Lake, found, open_lake
from fangxian.engine.stays.manifest import Day, Part
from fangxian.engine.stays.numbering import Numbers, forget_unused, numbered, numbers_of
from fangxian.engine.stays.store import Store

__all__ = ["Day", "Lake", "Numbers", "Part", "Store", "forget_unused", "found", "numbered", "numbers_of", "open_lake"]
