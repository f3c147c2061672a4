-- title: Andel av varje typ
-- definition: Hur stor del av de registrerade ärendena som var av varje typ, per år de kom in, med Wilsons 95-procentiga intervall.
-- unit: andel
-- caveats: Ärenden vars typ inte anges är inte med.
-- title_en: Share of each kind
-- definition_en: The share of each kind among the registered cases, by the year they came in, with Wilson's 95 per cent interval.
-- unit_en: share
-- caveats_en: Cases whose kind is not told are left out.
WITH counted AS (
    SELECT place, year, kind, count(*) AS cases, sum(count(*)) OVER (PARTITION BY place, year) AS total
    FROM placed
    WHERE kind <> '*' AND year IS NOT NULL
    GROUP BY place, year, kind
)
SELECT
    place, year, kind, cases, CAST(total AS BIGINT) AS total, round(cases / total, 4) AS share,
    wilson(cases, total, -1) AS share_low, wilson(cases, total, 1) AS share_high
FROM counted
ORDER BY place, year, kind
