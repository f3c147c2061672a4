-- title: Inkomna per månad
-- definition: Antal registrerade ärenden efter den månad de kom in.
-- unit: ärenden
SELECT received_month AS month, count(*) AS cases
FROM facts
WHERE received_month IS NOT NULL
GROUP BY 1
ORDER BY 1
