-- title: Inkomna per månad
-- definition: Antal registrerade ärenden efter den månad de kom in.
-- unit: ärenden
SELECT month, count(*) AS cases
FROM facts
WHERE month <> '*'
GROUP BY 1
ORDER BY 1
