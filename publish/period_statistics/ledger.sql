-- title: Redovisning
-- definition: Ärenden som kom in under perioden efter var de är nu, och samma tid året före. Mottagna = öppna + besvarade +
--   avvisade + skickade vidare. Besvarade = publicerade + väntar på granskning + undantagna + borttagna.
SELECT
    is_period,
    count(*) AS received,
    count(*) FILTER (state = 'open') AS open,
    count(*) FILTER (state = 'answered') AS answered,
    count(*) FILTER (state = 'rejected') AS rejected,
    count(*) FILTER (state = 'sent_elsewhere') AS sent_elsewhere,
    count(*) FILTER (publication = 'published') AS published,
    count(*) FILTER (publication = 'awaiting') AS awaiting,
    count(*) FILTER (publication = 'withheld') AS withheld,
    count(*) FILTER (publication = 'withdrawn') AS withdrawn
FROM reported
WHERE is_placed
GROUP BY 1
ORDER BY 1
