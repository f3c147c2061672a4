-- title: Ärenden i rapporten
-- definition: Registrerade ärenden som kom in under perioden, eller under samma tid året före. Den som bara har månad, kvartal eller år
--   räknas när hela månaden, kvartalet eller året ligger i perioden.
CREATE TEMP VIEW reported AS
WITH dated AS (
    SELECT
        *,
        CASE
            WHEN received = '*' OR length(received) = 4 THEN year || '-01-01'
            WHEN received LIKE '%-Q_' THEN year || '-' || lpad(CAST(right(received, 1)::INT * 3 - 2 AS VARCHAR), 2, '0') || '-01'
            WHEN length(received) = 7 THEN received || '-01'
            ELSE received
        END AS earliest,
        CASE
            WHEN received = '*' OR length(received) = 4 THEN year || '-12-31'
            WHEN received LIKE '%-Q_' THEN
                CAST(last_day(TRY_CAST(year || '-' || lpad(CAST(right(received, 1)::INT * 3 AS VARCHAR), 2, '0') || '-01' AS DATE)) AS VARCHAR)
            WHEN length(received) = 7 THEN CAST(last_day(TRY_CAST(received || '-01' AS DATE)) AS VARCHAR)
            ELSE received
        END AS latest
    FROM facts
)
SELECT
    *,
    latest >= '{first}' AND earliest <= '{last}' AS is_period,
    (earliest >= '{first}' AND latest <= '{last}') OR (earliest >= '{before_first}' AND latest <= '{before_last}') AS is_placed
FROM dated
WHERE (latest >= '{first}' AND earliest <= '{last}') OR (latest >= '{before_first}' AND earliest <= '{before_last}')
