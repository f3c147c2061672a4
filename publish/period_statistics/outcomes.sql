-- title: Vad det ledde till
-- definition: Besvarade ärenden som kom in under perioden, efter utfall, och samma tid året före. Att ett ärende är besvarat betyder
--   inte att något är åtgärdat.
SELECT
    outcome,
    count(*) FILTER (is_period) AS cases,
    count(*) FILTER (NOT is_period) AS before
FROM reported
WHERE is_placed AND state = 'answered'
GROUP BY 1
ORDER BY 1 NULLS LAST
