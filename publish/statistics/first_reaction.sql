-- title: Tid till första reaktion
-- definition: Ärenden per år de kom in: hur många arbetsdagar det tog från mottagande till den första reaktionen (median och 90:e percentil), och
--   hur stor del som fick en reaktion inom löftet av dem som omfattades av ett sådant löfte (med Wilsons 95-procentiga intervall).
-- unit: arbetsdagar; andel
-- caveats: En reaktion är att ärendet togs emot och fördelades, inte att det besvarades. Ärenden utan antecknad reaktion är inte med.
-- title_en: Time to a first reaction
-- definition_en: Cases by the year they came in: how many working days from receipt to the first reaction (median and 90th percentile), and
--   the share that had a reaction within the promise, of those covered by such a promise (with Wilson's 95 per cent interval).
-- unit_en: working days; share
-- caveats_en: A reaction means that the case was taken in and handed out, not that it was answered. Cases without a noted reaction are left
--   out.
SELECT
    place,
    year,
    count(*) AS timed,
    quantile_cont(reaction_working_days, 0.5) AS median_days,
    round(quantile_cont(reaction_working_days, 0.9), 2) AS p90_days,
    count(*) FILTER (reaction_promise_kept IN ('true', 'false')) AS promised,
    count(*) FILTER (reaction_promise_kept = 'true') AS kept,
    round(
        count(*) FILTER (reaction_promise_kept = 'true') / nullif(count(*) FILTER (reaction_promise_kept IN ('true', 'false')), 0), 4
    ) AS share_kept,
    wilson(
        count(*) FILTER (reaction_promise_kept = 'true'), nullif(count(*) FILTER (reaction_promise_kept IN ('true', 'false')), 0), -1
    ) AS share_low,
    wilson(
        count(*) FILTER (reaction_promise_kept = 'true'), nullif(count(*) FILTER (reaction_promise_kept IN ('true', 'false')), 0), 1
    ) AS share_high
FROM placed
WHERE reaction_working_days IS NOT NULL AND year IS NOT NULL
GROUP BY place, year
ORDER BY place, year
