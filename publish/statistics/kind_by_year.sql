-- title: Typ per år
-- definition: Antal registrerade ärenden efter typ och det år de kom in.
-- unit: ärenden
SELECT CAST(year AS VARCHAR) AS year, kind, count(*) AS cases
FROM facts
WHERE year IS NOT NULL
GROUP BY 1, 2
ORDER BY 1, 2
