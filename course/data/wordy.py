"""Why a column of a table holds too many different words: for people."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

#: A number whose decimals, or thousands, stand behind a comma.
COMMA = r"[-+]?\d[\d.]*,\d+"


def why(column: "pd.Series") -> str:
    """Say what such a column seems to be, and what to do with it.

    >>> import pandas as pd
    >>> print(why(pd.Series(["0,5", "12,25"])))
    numbers with a comma such as '0,5': a decimal one? Say decimal=","
    >>> why(pd.Series(["1", "2", "3", "n/a?"]))
    "numbers, but for 1 cell such as 'n/a?': mend it"

    Parameters
    ----------
    column : Series
        Words, with gaps or without.
    """
    import pandas as pd

    words = column.dropna().astype(str)
    odd = words[pd.to_numeric(words, errors="coerce").isna()]
    if not len(odd):
        return f"{words.nunique():,} numbers and words"
    first = odd.iloc[0][:30]
    if odd.str.fullmatch(COMMA).all():
        return f'numbers with a comma such as {first!r}: a decimal one? Say decimal=","'
    if len(odd) <= len(words) / 2:
        cells, them = ("cell", "it") if len(odd) == 1 else ("cells", "them")
        return f"numbers, but for {len(odd):,} {cells} such as {first!r}: mend {them}"
    if pd.to_datetime(words.head(50), format="ISO8601", errors="coerce").notna().all():
        return f"dates such as {first!r}: leave it out, or take it as the time"
    return f"{words.nunique():,} different ones such as {first!r}"
