"""Contract of the table `rejected`."""

import pandera.polars as pa
import polars as pl

from schemas.articles import Strings
from schemas.vocabulary import column

CHECKED_TABLES = ["articles", "comments", "spans"]


class Rejected(pa.DataFrameModel):
    """One row is a record that broke its contract, or that stands on a page with such a record."""

    table: pl.String = column("The table that the record was meant for.", isin=CHECKED_TABLES)
    page_id: pl.String = column("`page_id` of the record; null where it has none.", nullable=True)
    record: pl.String = column(
        "The record as a JSON object; dates and times in ISO 8601.", str_matches=r"^\{[\s\S]*\}$"
    )
    checks: Strings = column(
        "Names of the checks that the record broke; `page_rejected` where only another record of its page "
        "broke one.",
        filled_items=True,
        min_items=1,
    )

    class Config:
        """Exactly these columns, in this order."""

        strict = True
        ordered = True
