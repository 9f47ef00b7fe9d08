"""The contact index: a lake's days as arrays in memory-mapped files, asked in milliseconds.

It is not the definition of a contact (`engine/contacts`) but has to give the same rows, and is thrown away and built
anew whenever it does not belong to the lake's days as they are.
"""

from fangxian.engine.index.answering import Answer, by_definition, contacts_in
from fangxian.engine.index.building import refresh
from fangxian.engine.index.index import Index, open_index
from fangxian.engine.index.listing import Listed
from fangxian.engine.index.spans import Spans

__all__ = ["Answer", "Index", "Listed", "Spans", "by_definition", "contacts_in", "open_index", "refresh"]
