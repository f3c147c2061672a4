-- title: Nämnd och förvaltning
-- definition: Registrerade ärenden som kom in under perioden, efter förvaltning och typ, och samma tid året före.
SELECT
    department,
    kind,
    count(*) FILTER (is_period) AS cases,
    count(*) FILTER (NOT is_period) AS before
FROM reported
WHERE is_placed
GROUP BY 1, 2
ORDER BY 1 NULLS LAST, 2
