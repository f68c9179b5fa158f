"""The models of all tables, by name and in the order in which the tables depend on each other."""

import pandera.polars as pa

from schemas.articles import Articles
from schemas.comments import Comments
from schemas.rejected import Rejected
from schemas.spans import Spans

TABLES: dict[str, type[pa.DataFrameModel]] = {
    "articles": Articles,
    "comments": Comments,
    "spans": Spans,
    "rejected": Rejected,
}
