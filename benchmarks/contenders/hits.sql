WITH m AS (
    SELECT c.id AS contract, c.status, c.last_activity_at, unnest(milestones, recursive := false) AS p
    FROM c WHERE milestones IS NOT NULL
), part AS (
    SELECT contract || '/' || p.id AS entity, status, last_activity_at, p.*,
        list_max(p.submissions) AS last_submitted_at
    FROM m
), open_contract AS (
    SELECT *, coalesce(list_sum(list_transform(
        list_filter(milestones, lambda x: x.state IN ('funded', 'submitted')),
        lambda x: x.funded_amount)), 0) AS open_amount
    FROM c WHERE status = 'active'
), of_client AS (
    SELECT account_id || '/' || client.id AS entity, count(*) FILTER (status = 'active') AS active,
        sum(total_paid) AS paid
    FROM c GROUP BY ALL
), of_account AS (
    SELECT account_id AS entity, count(*) FILTER (status = 'active') AS active FROM c GROUP BY ALL
), newest AS (
    SELECT account_id, feedback.from_client.state IS NOT DISTINCT FROM 'none' AS none_came,
        row_number() OVER (PARTITION BY account_id ORDER BY ended_at DESC, id) AS place
    FROM c WHERE status = 'ended'
    QUALIFY place <= 3
)
SELECT unnest(list_filter([
    CASE WHEN state = 'submitted' AND last_submitted_at > '2026-02-24T12:00:00Z' THEN 'release-pending' END,
    CASE WHEN state = 'submitted' AND last_submitted_at <= '2026-02-24T12:00:00Z' THEN 'release-overdue' END,
    CASE WHEN state = 'funded' AND due_at <= '2026-03-07T12:00:00Z' THEN 'milestone-late' END,
    CASE WHEN state = 'not_funded' AND work_state = 'in_progress' AND status = 'active' THEN 'work-not-funded' END,
    CASE WHEN state = 'funded' AND funded_amount > paid_amount AND status = 'active'
        AND last_activity_at <= '2026-02-08T12:00:00Z' THEN 'money-lies-still' END
], lambda x: x IS NOT NULL)) AS rule, entity
FROM part
UNION ALL
SELECT unnest(list_filter([
    CASE WHEN ended_at > '2026-02-24T12:00:00Z' AND total_paid > 0
        AND feedback.from_freelancer.state = 'none' THEN 'leave-feedback' END,
    CASE WHEN ended_at > '2026-02-24T12:00:00Z' AND feedback.from_client.state = 'none' THEN 'ask-for-feedback' END,
    CASE WHEN ended_at <= '2026-02-24T12:00:00Z' AND total_paid > 0
        AND feedback.from_client.state = 'none' THEN 'no-feedback-came' END,
    CASE WHEN total_paid = 0 THEN 'nothing-paid' END
], lambda x: x IS NOT NULL)), id
FROM c WHERE status = 'ended'
UNION ALL
SELECT 'dormant', id FROM c WHERE status IN ('active', 'paused') AND last_activity_at <= '2026-02-08T12:00:00Z'
UNION ALL
SELECT unnest(list_filter([
    CASE WHEN type = 'fixed' AND open_amount > 300 THEN 'much-is-open' END,
    CASE WHEN last_client_message_at <= '2026-02-17T12:00:00Z'
        AND last_freelancer_message_at > '2026-03-03T12:00:00Z' THEN 'silent-client' END,
    CASE WHEN type = 'hourly' AND hours.this_week > 0 THEN 'hours-this-week' END,
    CASE WHEN work_state = 'complete' AND total_paid >= 250 THEN 'work-complete' END,
    CASE WHEN refund_request <> 'none' THEN 'refund-asked' END
], lambda x: x IS NOT NULL)), id
FROM open_contract
UNION ALL
SELECT 'busy-client', entity FROM of_client WHERE active >= 2
UNION ALL
SELECT 'good-client', entity FROM of_client WHERE paid > 5000
UNION ALL
SELECT 'many-open', entity FROM of_account WHERE active >= 25
UNION ALL
SELECT 'feedback-fails-to-come', account_id FROM newest
GROUP BY account_id HAVING count(*) = 3 AND bool_and(none_came)
