-- title: Tid till svar
-- definition: Besvarade ärenden per år de kom in och typ: hur många arbetsdagar det tog från mottagande till svar (median, med intervall, och
--   90:e percentil), och hur stor del som fick svar inom löftet av dem som omfattades av ett löfte (med Wilsons 95-procentiga intervall).
-- unit: arbetsdagar; andel
-- caveats: Ärenden som ännu är öppna har ingen tid och är inte med; de kan dra ut på tiden. Ärenden som saknar ett datum, eller är besvarade
--   före mottagandet, räknas som besvarade men inte i tiderna; hur många de är står i kolumnen utan tid.
WITH answered AS (
    SELECT place, year, kind, working_days, excluded, promise_kept FROM placed WHERE state = 'answered' AND year IS NOT NULL
    UNION ALL
    SELECT place, year, NULL, working_days, excluded, promise_kept FROM placed WHERE state = 'answered' AND year IS NOT NULL
),
ranked AS (
    SELECT
        *,
        row_number() OVER (PARTITION BY place, year, kind ORDER BY working_days NULLS LAST) AS rank,
        count(working_days) OVER (PARTITION BY place, year, kind) AS n
    FROM answered
)
SELECT
    place,
    year,
    kind,
    count(*) AS answered,
    count(working_days) AS timed,
    count(excluded) AS excluded,
    quantile_cont(working_days, 0.5) AS median_days,
    max(working_days) FILTER (rank = rank_low(n)) AS median_low,
    max(working_days) FILTER (rank = rank_high(n)) AS median_high,
    round(quantile_cont(working_days, 0.9), 2) AS p90_days,
    count(*) FILTER (promise_kept IN ('true', 'false')) AS promised,
    count(*) FILTER (promise_kept = 'true') AS kept,
    round(count(*) FILTER (promise_kept = 'true') / nullif(count(*) FILTER (promise_kept IN ('true', 'false')), 0), 4) AS share_kept,
    wilson(count(*) FILTER (promise_kept = 'true'), nullif(count(*) FILTER (promise_kept IN ('true', 'false')), 0), -1) AS share_low,
    wilson(count(*) FILTER (promise_kept = 'true'), nullif(count(*) FILTER (promise_kept IN ('true', 'false')), 0), 1) AS share_high
FROM ranked
GROUP BY place, year, kind
ORDER BY place, year, kind NULLS FIRST
