-- title: Varför svar inte är publicerade
-- definition: Besvarade ärenden som har undantagits från publicering eller tagits bort, efter skäl och det år de kom in.
-- unit: ärenden
-- caveats: Skälet är kodat av den som beslutade.
-- title_en: Why answers are not published
-- definition_en: Answered cases that were withheld from publication or taken down, by reason and the year they came in.
-- unit_en: cases
-- caveats_en: The reason is coded by whoever decided.
SELECT place, year, publication, reason, count(*) AS cases
FROM placed
WHERE publication IN ('withheld', 'withdrawn')
GROUP BY place, year, publication, reason
ORDER BY place, year, publication, reason NULLS LAST
