-- title: Hittills i år
-- definition: Ärenden som kom in under årets hela månader hittills, mot samma månader året före. Den senaste månaden i materialet räknas inte,
--   för den kan vara ofullständig.
-- unit: ärenden
-- caveats: Ärenden vars månad inte anges är inte med. En ändring kan bero på att fler eller färre registreras.
-- title_en: So far this year
-- definition_en: Cases that came in during the whole months of this year so far, against the same months of the year before. The latest
--   month of the data is not counted, because it may be incomplete.
-- unit_en: cases
-- caveats_en: Cases whose month is not told are left out. A change may come of more or fewer being registered.
WITH newest AS (
    SELECT max(month) AS month, CAST(left(max(month), 4) AS BIGINT) AS year FROM facts WHERE month <> '*'
)
SELECT
    place,
    newest.year,
    CAST(right(newest.month, 2) AS BIGINT) - 1 AS months,
    count(*) FILTER (placed.year = newest.year) AS cases,
    count(*) FILTER (placed.year = newest.year - 1) AS year_before
FROM placed, newest
WHERE placed.month <> '*' AND placed.year >= newest.year - 1 AND right(placed.month, 2) < right(newest.month, 2)
GROUP BY place, newest.year, newest.month
ORDER BY place
