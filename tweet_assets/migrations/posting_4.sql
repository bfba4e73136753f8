-- Version 4 of posting.duckdb: publishing to X: more states of a try, X's clock, the kill switch, the requests to X.
drop table posting.outbox;
alter table posting.attempts rename to attempts_3;
-- then the tables of today --
insert into posting.attempts by name
select
    * exclude (state),
    case state when 'failed' then 'refused' else state end as state,
    null as server_at
from posting.attempts_3;
drop table posting.attempts_3;
