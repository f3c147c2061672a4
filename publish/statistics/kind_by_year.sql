-- title: Typ per år
-- definition: Antal registrerade ärenden efter typ och det år de kom in.
-- unit: ärenden
SELECT left(received_month, 4) AS year, kind, count(*) AS cases
FROM facts
WHERE received_month IS NOT NULL
GROUP BY 1, 2
ORDER BY 1, 2
