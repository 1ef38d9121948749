WITH speaking AS (
SELECT submission, qark, period, kind, submitted_on FROM (
  SELECT s.*, ROW_NUMBER() OVER (PARTITION BY kind, qark, period ORDER BY submitted_on DESC, submission DESC) AS place
  FROM sheets s WHERE submitted_on <= CAST('2009-08-14' AS DATE)) ranked
WHERE place = 1),
spoken_members AS (
SELECT r.* FROM records_members r
JOIN speaking s ON s.kind = 'members' AND s.submission = r.submission AND s.qark = r.qark
WHERE TRUE AND r."since" <= CAST('2009-08-14' AS DATE)),
i1_owed AS (
SELECT u.qark, d.body, d.period, d.starts_on, d.ends_on, d.due_on, d.last_hand_in
FROM duties d JOIN body_units u ON u.body = d.body WHERE d.indicator = 'membership-expanded'),
i1_items AS (
SELECT o.*, l.item AS item, TRUE AS item_known, l."key_item", l.folded_item
FROM i1_owed o CROSS JOIN (SELECT 'qark_council' AS "item", 'qark_council' AS "key_item", 'qark_council' AS "folded_item"
UNION ALL SELECT 'deputy_prefect' AS "item", 'deputy_prefect' AS "key_item", 'deputy_prefect' AS "folded_item"
UNION ALL SELECT 'border_and_migration' AS "item", 'border_and_migration' AS "key_item", 'border_and_migration' AS "folded_item"
UNION ALL SELECT 'npo' AS "item", 'npo' AS "key_item", 'npo' AS "folded_item") l),
i1_matches AS (
SELECT o.qark, o.body, o.period, o.item, o."key_item", r."since" AS happened_on,
  r.submission, r.sheet, r.sheet_row
FROM i1_items o JOIN spoken_members r ON r.qark = o.qark AND r."body" = 'rcat' AND COALESCE(CAST(r."institution" AS VARCHAR), '') = o."key_item"
WHERE o.item_known AND r.period = o.last_hand_in AND r."since" <= o.ends_on AND (r."until" IS NULL OR r."until" >= o.ends_on)),
i1_satisfied AS (
SELECT qark, body, period, "key_item", MIN(happened_on) AS satisfied_on
FROM i1_matches GROUP BY qark, body, period, "key_item"),
i1_reported AS (
SELECT s.qark, n.period FROM needed n
JOIN speaking s ON s.kind = 'members' AND s.period = n.hand_in AND s.submitted_on >= n.needed_on
WHERE n.indicator = 'membership-expanded'
GROUP BY s.qark, n.period HAVING COUNT(*) = MIN(n.hand_ins)),
i1_obligations AS (
SELECT 'membership-expanded' AS indicator, x.qark, x.body, x.period, x.item, x.due_on,
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
    ON s.qark = o.qark AND s.body = o.body AND s.period = o.period AND s."key_item" = o."key_item"
  LEFT JOIN i1_reported r ON r.qark = o.qark AND r.period = o.period) x),
ledger AS (
SELECT * FROM i1_obligations),
evidence AS (
SELECT 'membership-expanded' AS indicator, qark, body, period, item, happened_on, submission, sheet, sheet_row FROM i1_matches)
SELECT * FROM ledger
