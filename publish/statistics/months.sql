-- title: Inkomna per månad
-- definition: Registrerade ärenden efter den månad de kom in, och antalet samma månad året före.
-- unit: ärenden
-- caveats: Antalet säger hur många som hörde av sig och registrerades, inte hur nöjda människor är. Den senaste månaden kan vara ofullständig.
-- title_en: Received each month
-- definition_en: Registered cases by the month they came in, and the number of the same month a year earlier.
-- unit_en: cases
-- caveats_en: The number says how many got in touch and were registered, not how content people are. The latest month may be incomplete.
WITH counted AS (
    SELECT place, year, month, count(*) AS cases FROM placed WHERE year IS NOT NULL GROUP BY place, year, month
)
SELECT counted.place, counted.year, counted.month, counted.cases, earlier.cases AS year_before
FROM counted
LEFT JOIN counted AS earlier
    ON earlier.place = counted.place AND earlier.year = counted.year - 1 AND counted.month <> '*'
    AND earlier.month = (counted.year - 1) || substr(counted.month, 5)
ORDER BY counted.place, counted.year, counted.month
