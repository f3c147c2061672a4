-- title: Handläggningstid
-- definition: Besvarade ärenden per år de kom in och typ: median och 90:e percentil av arbetsdagar från mottagande till svar,
--   samt andelen som fick svar inom löftet av dem som omfattades av ett löfte.
-- unit: arbetsdagar; andel
SELECT
    CAST(year AS VARCHAR) AS year,
    kind,
    count(working_days) AS answered,
    quantile_cont(working_days, 0.5) AS median_days,
    quantile_cont(working_days, 0.9) AS p90_days,
    count(*) FILTER (promise_kept IS NOT NULL) AS promised,
    count(*) FILTER (promise_kept = 'true') AS kept,
    round(count(*) FILTER (promise_kept = 'true') / nullif(count(*) FILTER (promise_kept IS NOT NULL), 0), 4) AS share_kept
FROM facts
WHERE state = 'answered' AND year IS NOT NULL
GROUP BY GROUPING SETS ((1, 2), (1))
ORDER BY 1, 2 NULLS FIRST
