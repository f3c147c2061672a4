-- title: Var ärendena finns
-- definition: Alla registrerade ärenden efter var de är nu, per år de kom in. Inkomna = öppna + besvarade + avvisade + skickade vidare.
--   Besvarade = publicerade + väntar på granskning + undantagna + avpublicerade.
-- unit: ärenden
-- caveats: Ett ärende hör till det år det kom in, också när det besvaras senare. Siffrorna för ett år ändras därför så länge ärenden är öppna.
-- title_en: Where the cases are
-- definition_en: All registered cases by where they are now, by the year they came in. Received = open + answered + rejected + sent
--   elsewhere. Answered = published + awaiting review + withheld + withdrawn.
-- unit_en: cases
-- caveats_en: A case belongs to the year it came in, also when it is answered later. The figures of a year therefore change as long as
--   cases are open.
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
