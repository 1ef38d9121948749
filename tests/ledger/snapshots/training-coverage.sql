WITH speaking AS (
SELECT submission, qark, period, kind, submitted_on FROM (
  SELECT s.*, ROW_NUMBER() OVER (PARTITION BY kind, qark, period ORDER BY submitted_on DESC, submission DESC) AS place
  FROM sheets s WHERE submitted_on <= CAST('2009-08-14' AS DATE)) ranked
WHERE place = 1),
spoken_members AS (
SELECT r.* FROM records_members r
JOIN speaking s ON s.kind = 'members' AND s.submission = r.submission AND s.qark = r.qark
WHERE TRUE AND r."since" <= CAST('2009-08-14' AS DATE)),
spoken_trainings AS (
SELECT r.* FROM records_trainings r
JOIN speaking s ON s.kind = 'trainings' AND s.submission = r.submission AND s.qark = r.qark
WHERE TRUE AND r."trained_on" <= CAST('2009-08-14' AS DATE)),
i1_owed AS (
SELECT u.qark, d.body, d.period, d.starts_on, d.ends_on, d.due_on, d.last_hand_in
FROM duties d JOIN body_units u ON u.body = d.body WHERE d.indicator = 'training-coverage'),
i1_items AS (
SELECT f.qark, f.body, f.period, d.starts_on, d.ends_on, d.due_on, d.last_hand_in, f.item,
  TRUE AS item_known, f."key_institution", f."key_organisation", f.sheet_row AS item_row
FROM (
  SELECT k.*, ROW_NUMBER() OVER (PARTITION BY qark, body, period, "key_institution", "key_organisation" ORDER BY sheet_row) AS place
  FROM (
    SELECT o.qark, o.body, o.period, COALESCE(CAST(r."institution" AS VARCHAR), '') || '|' || REPLACE(CASE WHEN REPLACE(COALESCE(CAST(r."organisation" AS VARCHAR), ''), '\|', '') = COALESCE(CAST(r."organisation" AS VARCHAR), '') THEN COALESCE(CAST(r."organisation" AS VARCHAR), '') ELSE REPLACE(COALESCE(CAST(r."organisation" AS VARCHAR), ''), '\', '\\') END, '|', '\|') AS item, COALESCE(CAST(r."institution" AS VARCHAR), '') AS "key_institution", COALESCE(CAST(r."organisation_key" AS VARCHAR), '') AS "key_organisation", r.sheet_row
    FROM i1_owed o JOIN spoken_members r ON r.qark = o.qark AND r.period = o.last_hand_in AND r."body" = o.body
    WHERE r."since" <= o.ends_on AND (r."until" IS NULL OR r."until" >= o.ends_on)) k) f
JOIN duties d ON d.indicator = 'training-coverage' AND d.body = f.body AND d.period = f.period
WHERE f.place = 1
UNION ALL
SELECT o.*, '' AS item, FALSE AS item_known, '' AS "key_institution", '' AS "key_organisation", 0 AS item_row
FROM i1_owed o LEFT JOIN speaking s
  ON s.kind = 'members' AND s.qark = o.qark AND s.period = o.last_hand_in
WHERE s.submission IS NULL),
i1_matches AS (
SELECT o.qark, o.body, o.period, o.item, o.item_row, r."trained_on" AS happened_on,
  r.submission, r.sheet, r.sheet_row
FROM i1_items o JOIN spoken_trainings r ON r.qark = o.qark AND r."body" = o.body AND COALESCE(CAST(r."institution" AS VARCHAR), '') = o."key_institution" AND COALESCE(CAST(r."organisation_key" AS VARCHAR), '') = o."key_organisation" AND r."topic" = 'structure_and_tasks'
WHERE o.item_known AND r."trained_on" <= o.ends_on AND r.period <= o.last_hand_in),
i1_satisfied AS (
SELECT qark, body, period, item_row, MIN(happened_on) AS satisfied_on
FROM i1_matches GROUP BY qark, body, period, item_row),
i1_reported AS (
SELECT s.qark, n.period FROM needed n
JOIN speaking s ON s.kind = 'trainings' AND s.period = n.hand_in AND s.submitted_on >= n.needed_on
WHERE n.indicator = 'training-coverage'
GROUP BY s.qark, n.period HAVING COUNT(*) = MIN(n.hand_ins)),
i1_obligations AS (
SELECT 'training-coverage' AS indicator, x.qark, x.body, x.period, x.item, x.due_on,
  x.satisfied_on, x.state, FALSE AS still_owed
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
    ON s.qark = o.qark AND s.body = o.body AND s.period = o.period AND s.item_row = o.item_row
  LEFT JOIN i1_reported r ON r.qark = o.qark AND r.period = o.period) x),
ledger AS (
SELECT * FROM i1_obligations),
evidence AS (
SELECT 'training-coverage' AS indicator, qark, body, period, item, happened_on, submission, sheet, sheet_row FROM i1_matches)
SELECT * FROM ledger
