"""How much a company resembles the organisation's existing customers, 0–100."""

from django.db import connection
from psycopg.sql import SQL, Composable, Identifier, Literal

FEWEST_CUSTOMERS = 20
TRAITS = {
    "industry": SQL("COALESCE(btrim(lower(normalize(industry, NFKC))), '')"),
    "prefecture": SQL("COALESCE(btrim(lower(normalize(prefecture, NFKC))), '')"),
    "band": SQL(
        "CASE WHEN employees >= 1000 THEN '1000' WHEN employees >= 300 THEN '300' WHEN employees >= 100 THEN '100'"
        " WHEN employees >= 50 THEN '50' WHEN employees >= 1 THEN '1' ELSE '' END"
    ),
}


def refresh_similarity() -> list[int]:
    """Compute customer_similarity of all companies anew; returns the ids of those that have another one now.

    With at least 20 customers: for industry, employee band and prefecture the share of customers that have the
    company's value, divided by the share of the commonest value; the mean of the known ones × 100, rounded half up.
    NULL (unknown): fewer customers, or nothing known. The shares are of the same customers, so their counts do.
    """
    with connection.cursor() as cursor:
        cursor.execute(_statement())
        return [company_id for (company_id,) in cursor]


def _statement() -> Composable:
    """One UPDATE. Companies alike in all traits are computed once; '' is an unknown trait."""
    traits = [Identifier(name) for name in TRAITS]
    return SQL(
        """
        WITH profile AS (SELECT id, is_customer, {read} FROM leads_company),
        customer AS MATERIALIZED (SELECT {traits} FROM profile WHERE is_customer),
        {tallies},
        kind AS (SELECT DISTINCT {traits} FROM profile),
        alike AS (
            SELECT {traits}, {known} AS known, {shares} AS shares, {whole} AS whole
            FROM kind {joins}
        ),
        fresh AS (
            SELECT profile.id, CASE WHEN known > 0 AND (SELECT count(*) FROM customer) >= {fewest}
                THEN div(200 * shares + known * whole, 2 * known * whole)::smallint END AS similarity
            FROM profile JOIN alike USING ({traits})
        )
        UPDATE leads_company c SET customer_similarity = fresh.similarity FROM fresh
        WHERE fresh.id = c.id AND c.customer_similarity IS DISTINCT FROM fresh.similarity
        RETURNING c.id"""
    ).format(
        read=SQL(", ").join(SQL("{} AS {}").format(read, Identifier(name)) for name, read in TRAITS.items()),
        traits=SQL(", ").join(traits),
        tallies=SQL(", ").join(map(_tally, TRAITS)),
        known=SQL(" + ").join(SQL("({} IS NOT NULL)::integer").format(_most(name)) for name in TRAITS),
        shares=SQL(" + ").join(map(_share, TRAITS)),
        whole=SQL(" * ").join(map(_whole, TRAITS)),
        joins=SQL(" ").join(map(_join, TRAITS)),
        fewest=Literal(FEWEST_CUSTOMERS),
    )


def _tally(trait: str) -> Composable:
    """How many customers have each value, and how many the commonest one."""
    return SQL(
        "{tally} AS (SELECT {trait} AS value, count(*)::numeric AS held, max(count(*)) OVER ()::numeric AS most"
        " FROM customer WHERE {trait} <> '' GROUP BY {trait})"
    ).format(tally=_tally_name(trait), trait=Identifier(trait))


def _join(trait: str) -> Composable:
    return SQL("LEFT JOIN {tally} ON {tally}.value = kind.{trait}").format(
        tally=_tally_name(trait), trait=Identifier(trait)
    )


def _most(trait: str) -> Composable:
    """Customers with the commonest value, NULL when this company's is unknown or no customer's is known."""
    return SQL("(CASE WHEN {} <> '' THEN (SELECT max(most) FROM {}) END)").format(Identifier(trait), _tally_name(trait))


def _whole(trait: str) -> Composable:
    return SQL("COALESCE({}, 1)").format(_most(trait))


def _share(trait: str) -> Composable:
    """held ÷ most, times the other traits' whole: fractions on one denominator, so that nothing is rounded early."""
    others = [_whole(other) for other in TRAITS if other != trait]
    return SQL("COALESCE({}.held, 0) * {}").format(_tally_name(trait), SQL(" * ").join(others))


def _tally_name(trait: str) -> Identifier:
    return Identifier(f"customers_by_{trait}")
