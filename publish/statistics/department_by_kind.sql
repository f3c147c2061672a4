-- title: Förvaltning och typ
-- definition: Antal registrerade ärenden efter förvaltning, typ och det år de kom in.
-- unit: ärenden
SELECT CAST(year AS VARCHAR) AS year, department, kind, count(*) AS cases
FROM facts
WHERE year IS NOT NULL
GROUP BY 1, 2, 3
ORDER BY 1, 2 NULLS LAST, 3
