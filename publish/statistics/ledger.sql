-- title: Var ärendena finns
-- definition: Alla registrerade ärenden efter var de är nu, per år de kom in. Inkomna = öppna + besvarade + avvisade + skickade vidare.
--   Besvarade = publicerade + väntar på granskning + undantagna + avpublicerade.
-- unit: ärenden
-- caveats: Ett ärende hör till det år det kom in, också när det besvaras senare. Siffrorna för ett år ändras därför så länge ärenden är öppna.
SELECT
    place,
    year,
    count(*) AS received,
    count(*) FILTER (state = 'open') AS open,
    count(*) FILTER (state = 'answered') AS answered,
    count(*) FILTER (state = 'rejected') AS rejected,
    count(*) FILTER (state = 'sent_elsewhere') AS sent_elsewhere,
    count(*) FILTER (publication = 'published') AS published,
    count(*) FILTER (publication = 'awaiting') AS awaiting,
    count(*) FILTER (publication = 'withheld') AS withheld,
    count(*) FILTER (publication = 'withdrawn') AS withdrawn
FROM placed
GROUP BY place, year
ORDER BY place, year
