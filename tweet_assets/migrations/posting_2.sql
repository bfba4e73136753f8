-- Version 2 of posting.duckdb: a draw may choose a topic too; the outbox, which is computed again, names arms.
drop table posting.outbox;
alter table posting.decision_probabilities rename to decision_probabilities_1;
-- then the tables of today --
insert into posting.decision_probabilities by name
select *, 'in turn' as topic
from posting.decision_probabilities_1;
drop table posting.decision_probabilities_1;
