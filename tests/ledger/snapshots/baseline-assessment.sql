WITH speaking AS (
SELECT submission, qark, period, kind, submitted_on FROM (
  SELECT s.*, ROW_NUMBER() OVER (PARTITION BY kind, qark, period ORDER BY submitted_on DESC, submission DESC) AS place
  FROM sheets s WHERE submitted_on <= CAST('2009-08-14' AS DATE)) ranked
WHERE place = 1),
spoken_reports AS (
SELECT r.* FROM records_reports r
JOIN speaking s ON s.kind = 'reports' AND s.submission = r.submission AND s.qark = r.qark
WHERE TRUE AND r."received_on" <= CAST('2009-08-14' AS DATE)),
i1_owed AS (
SELECT u.qark, d.body, d.period, d.starts_on, d.ends_on, d.due_on, d.last_hand_in
FROM duties d JOIN body_units u ON u.body = d.body WHERE d.indicator = 'baseline-assessment'),
i1_items AS (
SELECT o.*, '' AS item, TRUE AS item_known FROM i1_owed o),
i1_matches AS (
SELECT o.qark, o.body, o.period, o.item, r."received_on" AS happened_on,
  r.submission, r.sheet, r.sheet_row
FROM i1_items o JOIN spoken_reports r ON r.qark = o.qark AND r."kind" = 'baseline_assessment'
WHERE o.item_known AND TRUE),
i1_satisfied AS (
SELECT qark, body, period, MIN(happened_on) AS satisfied_on
FROM i1_matches GROUP BY qark, body, period),
i1_reported AS (
SELECT DISTINCT qark, 'all' AS period FROM sheets
WHERE kind = 'reports' AND submitted_on >= CAST('2008-12-31' AS DATE) AND submitted_on <= CAST('2009-08-14' AS DATE)),
i1_obligations AS (
SELECT 'baseline-assessment' AS indicator, x.qark, x.body, x.period, x.item, x.due_on,
  x.satisfied_on, x.state, x.state = 'missing' AS still_owed
FROM (
  SELECT o.qark, o.body, o.period, o.item, o.due_on, s.satisfied_on, CASE
      WHEN o.due_on >= CAST('2009-08-14' AS DATE) AND s.satisfied_on IS NOT NULL THEN 'early'
      WHEN o.due_on >= CAST('2009-08-14' AS DATE) THEN 'not_due'
      WHEN s.satisfied_on <= o.due_on THEN 'on_time'
      WHEN s.satisfied_on IS NOT NULL THEN 'late'
      WHEN o.item_known AND r.qark IS NOT NULL THEN 'missing'
      ELSE 'no_data' END AS state
  FROM i1_items o
  LEFT JOIN i1_satisfied s
    ON s.qark = o.qark AND s.body = o.body AND s.period = o.period
  LEFT JOIN i1_reported r ON r.qark = o.qark AND r.period = o.period) x),
ledger AS (
SELECT * FROM i1_obligations),
evidence AS (
SELECT 'baseline-assessment' AS indicator, qark, body, period, item, happened_on, submission, sheet, sheet_row FROM i1_matches)
SELECT * FROM ledger
