-- title: Handläggningstid och löften
-- definition: Besvarade ärenden som kom in under perioden, och samma tid året före: median och 90:e percentil av arbetsdagar från
--   mottagande till svar, och hur många som fick svar inom löftet av dem som omfattades av ett löfte.
SELECT
    is_period,
    count(working_days) AS timed,
    quantile_cont(working_days, 0.5) AS median_days,
    quantile_cont(working_days, 0.9) AS p90_days,
    count(*) FILTER (promise_kept IN ('true', 'false')) AS promised,
    count(*) FILTER (promise_kept = 'true') AS kept
FROM reported
WHERE is_placed AND state = 'answered'
GROUP BY 1
ORDER BY 1
