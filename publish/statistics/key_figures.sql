-- title: I korthet
-- definition: Alla registrerade ärenden: hur många som har kommit in och besvarats, median av arbetsdagar från mottagande till svar,
--   och andelen som fick svar inom löftet av dem som omfattades av ett löfte.
-- unit: ärenden; arbetsdagar; andel
-- caveats: Alla år sammantagna.
-- title_en: In short
-- definition_en: All registered cases: how many came in and were answered, the median of working days from receipt to answer, and the share
--   answered within the promise, of those covered by a promise.
-- unit_en: cases; working days; share
-- caveats_en: All years together.
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
