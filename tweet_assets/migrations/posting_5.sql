-- Version 5 of posting.duckdb: X may be asked for analytics. The table is rebuilt, since a check cannot be changed.
alter table posting.x_requests rename to x_requests_4;
-- then the tables of today --
insert into posting.x_requests by name
select *
from posting.x_requests_4;
drop table posting.x_requests_4;
