-- title: Hur synpunkterna kom in
-- definition: Registrerade ärenden efter kanal och det år de kom in.
-- unit: ärenden
-- caveats: Det som sägs muntligt registreras inte alltid.
SELECT place, year, channel, count(*) AS cases
FROM placed
GROUP BY place, year, channel
ORDER BY place, year, channel NULLS LAST
