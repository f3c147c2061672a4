-- title: Vad det ledde till
-- definition: Besvarade ärenden efter utfall och det år de kom in.
-- unit: ärenden
-- caveats: Att ett ärende är besvarat betyder inte att något är åtgärdat. Utfallet anges av den som svarade.
-- title_en: What it led to
-- definition_en: Answered cases by outcome and the year they came in.
-- unit_en: cases
-- caveats_en: That a case is answered does not mean that something was put right. The outcome is stated by whoever answered.
SELECT place, year, outcome, count(*) AS cases
FROM placed
WHERE state = 'answered'
GROUP BY place, year, outcome
ORDER BY place, year, outcome NULLS LAST
