-- title: Tid till svar
-- definition: Besvarade ärenden per år de kom in och typ: hur många arbetsdagar det tog från mottagande till svar (median, med intervall, och
--   90:e percentil), och hur stor del som fick svar inom löftet av dem som omfattades av ett löfte (med Wilsons 95-procentiga intervall).
-- unit: arbetsdagar; andel
-- caveats: Ärenden som ännu är öppna har ingen tid och är inte med; de kan dra ut på tiden. Ärenden som saknar ett datum, eller är besvarade
--   före mottagandet, räknas som besvarade men inte i tiderna; hur många de är står i kolumnen utan tid.
-- title_en: Time to an answer
-- definition_en: Answered cases by the year they came in and kind: how many working days from receipt to answer (median, with its interval,
--   and 90th percentile), and the share answered within the promise, of those covered by a promise (with Wilson's 95 per cent interval).
-- unit_en: working days; share
-- caveats_en: Cases that are still open have no time and are left out; they may take longer. Cases that lack a date, or were answered
--   before they were received, are counted as answered but not in the times; how many they are stands in the column without a time.
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
