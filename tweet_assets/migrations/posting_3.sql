-- Version 3 of posting.duckdb: what was empty when a decision was drawn, the form of examples, and how a draft was chosen.
drop table posting.scored_drafts;
alter table posting.decisions rename to decisions_2;
-- then the tables of today --
insert into posting.decisions by name
select
    *,
    case when draft_id is not null then 'lot' end as chosen_by,
    null as needs_person,
    null as example_form,
    null as empty_cells
from posting.decisions_2;
drop table posting.decisions_2;
