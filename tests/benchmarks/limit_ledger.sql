-- The obligations, their evidence and the figures of the shipped programme, written by hand for DuckDB alone: every
-- table read once from Parquet, every join and every group-by once, the results kept in memory. A limit to measure
-- builds by (tests/benchmarks/scale_builds.py), which compares its rows with theirs; nothing is generated, and nothing
-- is asked of the product but its calendar: duties, needed, touched, parts, definitions, body_units, area_units, areas.
-- The variables: `packs` (a pattern of folders), `as_of`, `baseline_asked_on`.

CREATE TEMP TABLE speaking AS
SELECT kind, qark, period, submission, submitted_on
FROM (
  SELECT COALESCE(s.qark, u.qark) AS qark, s.submission, s.kind, s.period, s.submitted_on
  FROM read_parquet(getvariable('packs') || '/sheets.parquet') s
  LEFT JOIN units u ON s.qark IS NULL)
WHERE submitted_on <= getvariable('as_of')
QUALIFY ROW_NUMBER() OVER (PARTITION BY kind, qark, period ORDER BY submitted_on DESC, submission DESC) = 1;

CREATE TEMP TABLE meetings AS
SELECT r.qark, r.body, r.held_on AS happened_on, r.submission, r.sheet, r.sheet_row
FROM read_parquet(getvariable('packs') || '/records_meetings.parquet') r
JOIN speaking s ON s.kind = 'meetings' AND s.submission = r.submission AND s.qark = r.qark
WHERE r.held_on <= getvariable('as_of');

CREATE TEMP TABLE reports AS
SELECT r.qark, r.period AS hand_in, r.kind, r.received_on AS happened_on, r.submission, r.sheet, r.sheet_row
FROM read_parquet(getvariable('packs') || '/records_reports.parquet') r
JOIN speaking s ON s.kind = 'reports' AND s.submission = r.submission AND s.qark = r.qark
WHERE r.received_on <= getvariable('as_of');

CREATE TEMP TABLE trainings AS
SELECT r.qark, r.body, r.period AS hand_in, COALESCE(r.institution, '') AS institution,
  COALESCE(r.organisation_key, '') AS organisation, r.trained_on AS happened_on, r.submission, r.sheet, r.sheet_row
FROM read_parquet(getvariable('packs') || '/records_trainings.parquet') r
JOIN speaking s ON s.kind = 'trainings' AND s.submission = r.submission AND s.qark = r.qark
WHERE r.trained_on <= getvariable('as_of') AND r.topic = 'structure_and_tasks';

CREATE TEMP TABLE members AS
SELECT r.qark, r.body, r.period AS hand_in, COALESCE(r.institution, '') AS institution,
  COALESCE(r.organisation_key, '') AS organisation_key, COALESCE(r.organisation, '') AS organisation,
  r.since, r.until, r.submission, r.sheet, r.sheet_row
FROM read_parquet(getvariable('packs') || '/records_members.parquet') r
JOIN speaking s ON s.kind = 'members' AND s.submission = r.submission AND s.qark = r.qark
WHERE r.since <= getvariable('as_of');

CREATE TEMP MACRO owed(one) AS TABLE
SELECT u.qark, d.body, d.period, d.starts_on, d.ends_on, d.due_on, d.last_hand_in
FROM duties d JOIN body_units u ON u.body = d.body WHERE d.indicator = one;

CREATE TEMP MACRO reported(one, kind_read) AS TABLE
SELECT s.qark, n.period FROM needed n
JOIN speaking s ON s.kind = kind_read AND s.period = n.hand_in AND s.submitted_on >= n.needed_on
WHERE n.indicator = one GROUP BY s.qark, n.period HAVING COUNT(*) = MIN(n.hand_ins);

CREATE TEMP MACRO state(due_on, satisfied_on, is_reported) AS CASE
  WHEN due_on >= getvariable('as_of') THEN IF(satisfied_on IS NULL, 'not_due', 'early')
  WHEN satisfied_on IS NOT NULL THEN IF(satisfied_on <= due_on, 'on_time', 'late')
  WHEN is_reported THEN 'missing' ELSE 'no_data' END;

CREATE TABLE evidence (indicator VARCHAR, qark VARCHAR, body VARCHAR, period VARCHAR, item VARCHAR, happened_on DATE,
  submission BIGINT, sheet VARCHAR, sheet_row BIGINT);
CREATE TABLE ledger (indicator VARCHAR, qark VARCHAR, body VARCHAR, period VARCHAR, item VARCHAR, due_on DATE,
  satisfied_on DATE, state VARCHAR, still_owed BOOLEAN);

-- Meetings: one in the quarter, and two of the technical table in the half-year.
INSERT INTO evidence
SELECT 'regular-meetings', o.qark, o.body, o.period, '', r.happened_on, r.submission, r.sheet, r.sheet_row
FROM owed('regular-meetings') o
JOIN meetings r ON r.qark = o.qark AND r.body = o.body AND r.happened_on BETWEEN o.starts_on AND o.ends_on;

INSERT INTO evidence
SELECT 'technical-table-meetings', o.qark, o.body, o.period, '', r.happened_on, r.submission, r.sheet, r.sheet_row
FROM owed('technical-table-meetings') o
JOIN meetings r ON r.qark = o.qark AND r.body = o.body AND r.happened_on BETWEEN o.starts_on AND o.ends_on;

-- Reports: of their period, and the baseline whenever it came.
INSERT INTO evidence
SELECT i.indicator, u.qark, d.body, d.period, '', r.happened_on, r.submission, r.sheet, r.sheet_row
FROM (VALUES ('reports-received', 'activity_report'), ('reports-on-time', 'activity_report'),
  ('situation-assessments', 'situation_assessment')) i(indicator, kind)
JOIN duties d ON d.indicator = i.indicator
JOIN body_units u ON u.body = d.body
JOIN touched t ON t.period = d.period
JOIN reports r ON r.kind = i.kind AND r.qark = u.qark AND r.hand_in = t.hand_in;

INSERT INTO evidence
SELECT 'baseline-assessment', o.qark, o.body, o.period, '', r.happened_on, r.submission, r.sheet, r.sheet_row
FROM owed('baseline-assessment') o JOIN reports r ON r.qark = o.qark AND r.kind = 'baseline_assessment';

-- Bodies trained in their year.
INSERT INTO evidence
SELECT 'bodies-trained', o.qark, o.body, o.period, '', r.happened_on, r.submission, r.sheet, r.sheet_row
FROM owed('bodies-trained') o
JOIN trainings r ON r.qark = o.qark AND r.body = o.body AND r.happened_on BETWEEN o.starts_on AND o.ends_on;

-- Terms of reference in force at the period's end.
INSERT INTO evidence
SELECT 'terms-of-reference', o.qark, o.body, o.period, '', r.adopted_on, r.submission, r.sheet, r.sheet_row
FROM owed('terms-of-reference') o
JOIN (SELECT r.*
  FROM read_parquet(getvariable('packs') || '/records_terms_of_reference.parquet') r
  JOIN speaking s ON s.kind = 'terms_of_reference' AND s.submission = r.submission AND s.qark = r.qark
  WHERE r.adopted_on <= getvariable('as_of')) r
  ON r.qark = o.qark AND r.body = o.body AND r.period = o.last_hand_in AND r.adopted_on <= o.ends_on
  AND (r.valid_until IS NULL OR r.valid_until >= o.ends_on);

-- All these have one obligation a body and period.
INSERT INTO ledger
SELECT d.indicator, u.qark, d.body, d.period, '', d.due_on, e.satisfied_on,
  state(d.due_on, e.satisfied_on, r.qark IS NOT NULL) AS state,
  state = 'missing' AND d.indicator IN ('reports-received', 'baseline-assessment', 'situation-assessments')
FROM duties d
JOIN body_units u ON u.body = d.body
LEFT JOIN (
  SELECT indicator, qark, body, period, IF(indicator = 'technical-table-meetings', second, first) AS satisfied_on
  FROM (
    SELECT indicator, qark, body, period, MIN(happened_on) AS first, MIN(happened_on, 2)[2] AS second
    FROM evidence GROUP BY indicator, qark, body, period)) e
  ON e.indicator = d.indicator AND e.qark = u.qark AND e.body = d.body AND e.period = d.period
LEFT JOIN (
  SELECT n.indicator, s.qark, n.period FROM needed n
  JOIN (VALUES ('regular-meetings', 'meetings'), ('technical-table-meetings', 'meetings'),
      ('reports-received', 'reports'), ('reports-on-time', 'reports'), ('situation-assessments', 'reports'),
      ('bodies-trained', 'trainings'), ('terms-of-reference', 'terms_of_reference')) k(indicator, kind)
    ON k.indicator = n.indicator
  JOIN speaking s ON s.kind = k.kind AND s.period = n.hand_in AND s.submitted_on >= n.needed_on
  GROUP BY n.indicator, s.qark, n.period HAVING COUNT(*) = MIN(n.hand_ins)
  UNION ALL
  SELECT DISTINCT 'baseline-assessment', COALESCE(s.qark, u.qark), 'all'
  FROM read_parquet(getvariable('packs') || '/sheets.parquet') s LEFT JOIN units u ON s.qark IS NULL
  WHERE s.kind = 'reports' AND s.submitted_on BETWEEN getvariable('baseline_asked_on') AND getvariable('as_of')) r
  ON r.indicator = d.indicator AND r.qark = u.qark AND r.period = d.period
WHERE d.indicator NOT IN ('community-programmes', 'training-coverage', 'membership-expanded');

-- The four seats that every committee must have.
CREATE TEMP TABLE seats AS
SELECT o.*, i.item FROM owed('membership-expanded') o,
  (VALUES ('qark_council'), ('deputy_prefect'), ('border_and_migration'), ('npo')) i(item);
CREATE TEMP TABLE seated AS
SELECT o.qark, o.body, o.period, o.item, r.since AS happened_on, r.submission, r.sheet, r.sheet_row
FROM seats o
JOIN members r ON r.qark = o.qark AND r.body = 'rcat' AND r.institution = o.item AND r.hand_in = o.last_hand_in
  AND r.since <= o.ends_on AND (r.until IS NULL OR r.until >= o.ends_on);
INSERT INTO ledger
SELECT 'membership-expanded', o.qark, o.body, o.period, o.item, o.due_on, e.satisfied_on,
  state(o.due_on, e.satisfied_on, r.qark IS NOT NULL), FALSE
FROM seats o
LEFT JOIN (SELECT qark, body, period, item, MIN(happened_on) AS satisfied_on FROM seated GROUP BY ALL) e
  ON e.qark = o.qark AND e.body = o.body AND e.period = o.period AND e.item = o.item
LEFT JOIN reported('membership-expanded', 'members') r ON r.qark = o.qark AND r.period = o.period;
INSERT INTO evidence SELECT 'membership-expanded', * FROM seated;

-- Every member in office: trained by the period's end?
CREATE TEMP TABLE offices AS
SELECT o.qark, o.body, o.period, o.ends_on, o.due_on, o.last_hand_in, r.institution, r.organisation_key,
  ARG_MIN(r.institution || '|' || r.organisation, r.sheet_row) AS item, TRUE AS is_known
FROM owed('training-coverage') o
JOIN members r ON r.qark = o.qark AND r.body = o.body AND r.hand_in = o.last_hand_in
  AND r.since <= o.ends_on AND (r.until IS NULL OR r.until >= o.ends_on)
GROUP BY ALL
UNION ALL
SELECT o.qark, o.body, o.period, o.ends_on, o.due_on, o.last_hand_in, '', '', '', FALSE
FROM owed('training-coverage') o
ANTI JOIN (SELECT * FROM speaking WHERE kind = 'members') s ON s.qark = o.qark AND s.period = o.last_hand_in;
CREATE TEMP TABLE trained AS
SELECT o.qark, o.body, o.period, o.item, r.happened_on, r.submission, r.sheet, r.sheet_row, o.institution,
  o.organisation_key
FROM offices o
JOIN trainings r ON r.qark = o.qark AND r.body = o.body AND r.institution = o.institution
  AND r.organisation = o.organisation_key AND r.happened_on <= o.ends_on AND r.hand_in <= o.last_hand_in
WHERE o.is_known;
INSERT INTO ledger
SELECT 'training-coverage', o.qark, o.body, o.period, o.item, o.due_on, e.satisfied_on,
  state(o.due_on, e.satisfied_on, o.is_known AND r.qark IS NOT NULL), FALSE
FROM offices o
LEFT JOIN (
  SELECT qark, body, period, institution, organisation_key, MIN(happened_on) AS satisfied_on FROM trained GROUP BY ALL
) e ON e.qark = o.qark AND e.body = o.body AND e.period = o.period AND e.institution = o.institution
  AND e.organisation_key = o.organisation_key
LEFT JOIN reported('training-coverage', 'trainings') r ON r.qark = o.qark AND r.period = o.period;
INSERT INTO evidence SELECT 'training-coverage', * EXCLUDE (institution, organisation_key) FROM trained;

-- A programme for every vulnerable community.
CREATE TEMP TABLE communities AS
SELECT o.qark, o.body, o.period, o.ends_on, o.due_on, o.last_hand_in, COALESCE(r.community_key, '') AS community,
  ARG_MIN(COALESCE(r.community, ''), r.sheet_row) AS item, TRUE AS is_known
FROM owed('community-programmes') o
JOIN (SELECT r.* FROM read_parquet(getvariable('packs') || '/records_vulnerable_communities.parquet') r
  JOIN speaking s ON s.kind = 'vulnerable_communities' AND s.submission = r.submission AND s.qark = r.qark) r
  ON r.qark = o.qark AND r.period = o.last_hand_in AND r.identified_on <= o.ends_on
WHERE r.identified_on <= getvariable('as_of')
GROUP BY ALL
UNION ALL
SELECT o.qark, o.body, o.period, o.ends_on, o.due_on, o.last_hand_in, '', '', FALSE
FROM owed('community-programmes') o
ANTI JOIN (SELECT * FROM speaking WHERE kind = 'vulnerable_communities') s
  ON s.qark = o.qark AND s.period = o.last_hand_in;
CREATE TEMP TABLE served AS
SELECT o.qark, o.body, o.period, o.item, r.started_on AS happened_on, r.submission, r.sheet, r.sheet_row, o.community
FROM communities o
JOIN (SELECT r.* FROM read_parquet(getvariable('packs') || '/records_programmes.parquet') r
  JOIN speaking s ON s.kind = 'programmes' AND s.submission = r.submission AND s.qark = r.qark
  WHERE r.started_on <= getvariable('as_of')) r
  ON r.qark = o.qark AND r.period = o.last_hand_in AND COALESCE(r.community_key, '') = o.community
  AND r.started_on <= o.ends_on AND (r.ended_on IS NULL OR r.ended_on >= o.ends_on)
WHERE o.is_known;
INSERT INTO ledger
SELECT 'community-programmes', o.qark, o.body, o.period, o.item, o.due_on, e.satisfied_on,
  state(o.due_on, e.satisfied_on, o.is_known AND r.qark IS NOT NULL), FALSE
FROM communities o
LEFT JOIN (SELECT qark, body, period, community, MIN(happened_on) AS satisfied_on FROM served GROUP BY ALL) e
  ON e.qark = o.qark AND e.body = o.body AND e.period = o.period AND e.community = o.community
LEFT JOIN reported('community-programmes', 'programmes') r ON r.qark = o.qark AND r.period = o.period;
INSERT INTO evidence SELECT 'community-programmes', * EXCLUDE (community) FROM served;

-- The figures: `sum` adds every part, `latest` takes the one last due; then every area adds its units.
CREATE TEMP TABLE chosen AS
SELECT p.indicator, p.period, p.part
FROM (SELECT *, MAX(due_on) FILTER (due_on < getvariable('as_of')) OVER (PARTITION BY indicator, period) AS latest
  FROM parts) p
JOIN definitions d ON d.indicator = p.indicator
WHERE d.aggregation = 'sum' OR p.latest IS NULL OR p.due_on = p.latest;
CREATE TEMP TABLE counted AS
SELECT c.indicator, c.period, l.qark, COUNT(*) AS owed,
  COUNT(*) FILTER (l.state NOT IN ('early', 'not_due')) AS denominator,
  COUNT(*) FILTER (l.state = 'on_time' OR (l.state = 'late' AND d.late_counts)) AS numerator,
  COUNT(*) FILTER (l.state = 'no_data') AS unreported
FROM ledger l
JOIN chosen c ON c.indicator = l.indicator AND c.part = l.period
JOIN definitions d ON d.indicator = l.indicator
GROUP BY c.indicator, c.period, l.qark;
CREATE TABLE indicator_values AS
SELECT g.indicator, a.area, g.period, COALESCE(s.numerator, 0) AS numerator,
  COALESCE(s.denominator, 0) AS denominator, COALESCE(s.unreported, 0) AS unreported,
  IF(denominator > unreported, numerator / denominator, NULL) AS value,
  IF(denominator > unreported, (numerator + unreported) / denominator, NULL) AS value_high,
  CASE WHEN s.owed IS NULL THEN 'not_applicable' WHEN denominator = 0 THEN 'not_due' WHEN value IS NULL THEN 'no_data'
    WHEN value >= d.met THEN 'met' WHEN value >= d.partly THEN 'partly_met' ELSE 'not_met' END AS status
FROM (SELECT DISTINCT indicator, period FROM chosen) g
CROSS JOIN (SELECT area FROM areas WHERE area IN (SELECT area FROM area_units)) a
JOIN definitions d ON d.indicator = g.indicator
LEFT JOIN (
  SELECT c.indicator, m.area, c.period, SUM(c.owed) AS owed, SUM(c.denominator) AS denominator,
    SUM(c.numerator) AS numerator, SUM(c.unreported) AS unreported
  FROM counted c JOIN area_units m ON m.qark = c.qark GROUP BY c.indicator, m.area, c.period) s
  ON s.indicator = g.indicator AND s.area = a.area AND s.period = g.period;
