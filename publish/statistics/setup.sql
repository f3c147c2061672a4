-- What every query may use: `placed` has each case once for every place it belongs to (the municipality is 'all'), and two intervals.
CREATE TABLE placed AS
SELECT 'all' AS place, 'municipality' AS level, facts.* FROM facts
UNION ALL SELECT department, 'department', facts.* FROM facts WHERE department <> '*'
UNION ALL SELECT area, 'area', facts.* FROM facts WHERE area <> '*'
UNION ALL SELECT unit, 'unit', facts.* FROM facts WHERE unit <> '*';
-- 95 per cent intervals. Of a share, Wilson (1927): k of n. Of a count, Byar's approximation to Poisson.
CREATE MACRO wilson(k, n, side) AS round(
    (k + 1.9208 + side * 1.96 * sqrt(k * (n - k) / n + 0.9604)) / nullif(n + 3.8416, 0), 4);
CREATE MACRO byar_low(k) AS CASE WHEN k = 0 THEN 0 ELSE k * (1 - 1 / (9.0 * k) - 1.96 / (3 * sqrt(k))) ** 3 END;
CREATE MACRO byar_high(k) AS (k + 1) * (1 - 1 / (9.0 * (k + 1)) + 1.96 / (3 * sqrt(k + 1))) ** 3;
-- A median's interval, free of assumptions: the values at these ranks of n, in order.
CREATE MACRO rank_low(n) AS greatest(CAST(floor(n / 2.0 - 0.98 * sqrt(n)) AS BIGINT), 1);
CREATE MACRO rank_high(n) AS least(CAST(ceil(n / 2.0 + 0.98 * sqrt(n)) AS BIGINT) + 1, n);
