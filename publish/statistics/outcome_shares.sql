-- title: Andel som ledde till något
-- definition: Hur stor del av de besvarade ärenden vars utfall är angivet som ledde till att något gjordes eller planeras, per år de kom in, med
--   Wilsons 95-procentiga intervall. Beröm är inte med.
-- unit: andel
-- caveats: Utfallet anges av den som svarade.
-- title_en: Share that led to something
-- definition_en: The share of answered cases with a stated outcome for which something was done or is planned, by the year they came in,
--   with Wilson's 95 per cent interval. Praise is left out.
-- unit_en: share
-- caveats_en: The outcome is stated by whoever answered.
WITH counted AS (
    SELECT place, year, count(*) AS total, count(*) FILTER (outcome IN ('done', 'planned')) AS cases
    FROM placed
    WHERE state = 'answered' AND outcome NOT IN ('*', 'praise_passed_on') AND year IS NOT NULL
    GROUP BY place, year
)
SELECT
    place, year, cases, total, round(cases / total, 4) AS share, wilson(cases, total, -1) AS share_low, wilson(cases, total, 1) AS share_high
FROM counted
ORDER BY place, year
