-- title: Vad det ledde till
-- definition: Besvarade ärenden efter utfall och det år de kom in. Att ett ärende är besvarat betyder inte att något är åtgärdat.
-- unit: ärenden
SELECT left(received_month, 4) AS year, outcome, count(*) AS cases
FROM facts
WHERE state = 'answered' AND received_month IS NOT NULL
GROUP BY 1, 2
ORDER BY 1, 2 NULLS LAST
