-- title: Redovisning
-- definition: Alla registrerade ärenden efter var de är. Mottagna = öppna + besvarade + avvisade + skickade vidare.
--   Besvarade = publicerade + väntar på granskning + undantagna + borttagna.
-- unit: ärenden
SELECT
    coalesce(CAST(year AS VARCHAR), 'okänt') AS year,
    count(*) AS received,
    count(*) FILTER (state = 'open') AS open,
    count(*) FILTER (state = 'answered') AS answered,
    count(*) FILTER (state = 'rejected') AS rejected,
    count(*) FILTER (state = 'sent_elsewhere') AS sent_elsewhere,
    count(*) FILTER (publication = 'published') AS published,
    count(*) FILTER (publication = 'awaiting') AS awaiting,
    count(*) FILTER (publication = 'withheld') AS withheld,
    count(*) FILTER (publication = 'withdrawn') AS withdrawn
FROM facts
GROUP BY 1
ORDER BY 1
