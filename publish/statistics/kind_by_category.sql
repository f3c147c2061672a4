-- title: Typ och ämne
-- definition: Registrerade ärenden efter typ, ämne och det år de kom in.
-- unit: ärenden
-- caveats: Varje ärende har ett ämne, det som den som registrerade fann viktigast. Ämnen ur olika indelningar kan inte läggas ihop.
-- title_en: Kind and subject
-- definition_en: Registered cases by kind, subject and the year they came in.
-- unit_en: cases
-- caveats_en: Each case has one subject, the one that whoever registered it found most important. Subjects of different classifications
--   cannot be added up.
SELECT place, year, kind, category, count(*) AS cases
FROM placed
GROUP BY place, year, kind, category
ORDER BY place, year, kind, category NULLS LAST
