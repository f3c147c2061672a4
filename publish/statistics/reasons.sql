-- title: Varför svar inte är publicerade
-- definition: Besvarade ärenden som har undantagits från publicering eller tagits bort, efter skäl och det år de kom in.
-- unit: ärenden
-- caveats: Skälet är kodat av den som beslutade.
SELECT place, year, publication, reason, count(*) AS cases
FROM placed
WHERE publication IN ('withheld', 'withdrawn')
GROUP BY place, year, publication, reason
ORDER BY place, year, publication, reason NULLS LAST
