-- title: Ärenden utan månad
-- definition: Ärenden som kan höra till perioden, eller till samma månader året före, men som bara redovisas med kvartal eller år. De räknas
--   inte i någon annan tabell.
SELECT is_period, count(*) AS cases
FROM reported
WHERE NOT is_placed
GROUP BY 1
ORDER BY 1
