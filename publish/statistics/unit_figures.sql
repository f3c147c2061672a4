-- title: I korthet
-- definition: Registrerade ärenden för förvaltningen, verksamhetsområdet eller enheten med allt som ligger under: hur många som har kommit
--   in och besvarats, median av arbetsdagar från mottagande till svar, och andelen som fick svar inom löftet av dem som omfattades av ett löfte.
-- unit: ärenden; arbetsdagar; andel
WITH places AS (
    SELECT department AS place, facts.* FROM facts
    UNION ALL
    SELECT area, facts.* FROM facts
    UNION ALL
    SELECT unit, facts.* FROM facts
)
SELECT
    place AS unit,
    count(*) AS received,
    count(*) FILTER (state = 'answered') AS answered,
    quantile_cont(working_days, 0.5) FILTER (state = 'answered') AS median_days,
    round(
        count(*) FILTER (state = 'answered' AND promise_kept = 'true')
        / nullif(count(*) FILTER (state = 'answered' AND promise_kept IS NOT NULL), 0),
        4
    ) AS share_kept
FROM places
WHERE place IS NOT NULL
GROUP BY 1
ORDER BY 1
