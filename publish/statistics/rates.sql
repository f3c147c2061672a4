-- title: Ärenden per 1 000 personer
-- definition: Registrerade ärenden per år de kom in, per 1 000 brukare eller invånare där antalet är angivet, med 95-procentigt intervall.
-- unit: ärenden per 1 000 personer
-- caveats: Källan för antalet personer står vid tabellen. En person kan ha lämnat flera synpunkter.
-- title_en: Cases per 1,000 people
-- definition_en: Registered cases by the year they came in, per 1,000 users or inhabitants where their number is given, with a 95 per cent
--   interval.
-- unit_en: cases per 1,000 people
-- caveats_en: The source of the number of people stands beside the table. One person may have left several.
WITH counted AS (
    SELECT placed.place, placed.year, basis, number AS people, count(*) AS cases
    FROM placed JOIN denominators ON denominators.unit = placed.place AND denominators.year = placed.year
    GROUP BY placed.place, placed.year, basis, number
)
SELECT
    place, year, basis, cases, people, round(1000.0 * cases / people, 2) AS per_1000,
    round(1000.0 * byar_low(cases) / people, 2) AS per_1000_low, round(1000.0 * byar_high(cases) / people, 2) AS per_1000_high
FROM counted
ORDER BY place, year, basis
