-- title: I korthet
-- definition: Alla registrerade ärenden: hur många som har kommit in och besvarats, median av arbetsdagar från mottagande till svar,
--   och andelen som fick svar inom löftet av dem som omfattades av ett löfte.
-- unit: ärenden; arbetsdagar; andel
-- caveats: Alla år sammantagna.
SELECT
    place,
    count(*) AS received,
    count(*) FILTER (state = 'answered') AS answered,
    quantile_cont(working_days, 0.5) FILTER (state = 'answered') AS median_days,
    round(
        count(*) FILTER (state = 'answered' AND promise_kept = 'true')
        / nullif(count(*) FILTER (state = 'answered' AND promise_kept IN ('true', 'false')), 0),
        4
    ) AS share_kept
FROM placed
GROUP BY place
ORDER BY place
