-- title: Hur synpunkterna kom in
-- definition: Registrerade ärenden efter kanal och det år de kom in.
-- unit: ärenden
-- caveats: Det som sägs muntligt registreras inte alltid.
-- title_en: How the feedback came in
-- definition_en: Registered cases by channel and the year they came in.
-- unit_en: cases
-- caveats_en: What is said in person is not always registered.
SELECT place, year, channel, count(*) AS cases
FROM placed
GROUP BY place, year, channel
ORDER BY place, year, channel NULLS LAST
