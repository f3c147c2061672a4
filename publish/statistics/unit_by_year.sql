-- title: År för år
-- definition: Registrerade ärenden per år de kom in, för förvaltningen, verksamhetsområdet eller enheten med allt som ligger under: hur många
--   som har kommit in och besvarats, median av arbetsdagar från mottagande till svar, och andelen som fick svar inom löftet.
-- unit: ärenden; arbetsdagar; andel
WITH places AS (
    SELECT department AS place, * FROM facts
    UNION ALL
    SELECT area, * FROM facts
    UNION ALL
    SELECT unit, * FROM facts
)
SELECT
    place AS unit,
    left(received_month, 4) AS year,
    count(*) AS received,
    count(*) FILTER (state = 'answered') AS answered,
    quantile_cont(working_days, 0.5) FILTER (state = 'answered') AS median_days,
    round(
        count(*) FILTER (state = 'answered' AND promise_kept = 'true')
        / nullif(count(*) FILTER (state = 'answered' AND promise_kept IS NOT NULL), 0),
        4
    ) AS share_kept
FROM places
WHERE place IS NOT NULL AND received_month IS NOT NULL
GROUP BY 1, 2
ORDER BY 1, 2
