-- title: Typ och ämne
-- definition: Registrerade ärenden efter typ, ämne och det år de kom in.
-- unit: ärenden
-- caveats: Varje ärende har ett ämne, det som den som registrerade fann viktigast. Ämnen ur olika indelningar kan inte läggas ihop.
SELECT place, year, kind, category, count(*) AS cases
FROM placed
GROUP BY place, year, kind, category
ORDER BY place, year, kind, category NULLS LAST
