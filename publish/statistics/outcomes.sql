-- title: Vad det ledde till
-- definition: Besvarade ärenden efter utfall och det år de kom in.
-- unit: ärenden
-- caveats: Att ett ärende är besvarat betyder inte att något är åtgärdat. Utfallet anges av den som svarade.
SELECT place, year, outcome, count(*) AS cases
FROM placed
WHERE state = 'answered'
GROUP BY place, year, outcome
ORDER BY place, year, outcome NULLS LAST
