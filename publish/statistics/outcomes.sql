-- title: Vad det ledde till
-- definition: Besvarade ärenden efter utfall och det år de kom in. Att ett ärende är besvarat betyder inte att något är åtgärdat.
-- unit: ärenden
SELECT CAST(year AS VARCHAR) AS year, outcome, count(*) AS cases
FROM facts
WHERE state = 'answered' AND year IS NOT NULL
GROUP BY 1, 2
ORDER BY 1, 2 NULLS LAST
