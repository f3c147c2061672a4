-- title: Ärenden utan tillräckligt noga datum
-- definition: Ärenden som kan höra till perioden, eller till samma tid året före, men som bara redovisas med månad, kvartal eller år. De räknas
--   inte i någon annan tabell.
SELECT is_period, count(*) AS cases
FROM reported
WHERE NOT is_placed
GROUP BY 1
ORDER BY 1
