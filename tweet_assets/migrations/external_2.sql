-- Version 2 of external.duckdb: drafts say what stood in their prompts, calls are logged by request, tweets can be forgotten.
alter table generation.external_files rename to external_files_1;
alter table generation.drafts rename to drafts_1;
alter table generation.prompts rename to prompts_1;
alter table generation.model_calls rename to model_calls_1;
drop table generation.collected_tweets;
drop table generation.viral_library;
-- then the tables of today --
insert into generation.external_files by name
select *, 0 as rows_forgotten
from generation.external_files_1;
insert into generation.prompts by name
select *, null as topic_known, null as tone, null as idea
from generation.prompts_1;
insert into generation.drafts by name
select
    drafts.*,
    null as request_hash,
    coalesce(prompts.prompt_version, '1') as prompt_version,
    coalesce(prompts.examples, []) as examples,
    'structure' as example_form,
    null as tone,
    drafts.writer <> 'template' or drafts.verdict <> 'clean' as needs_person
from generation.drafts_1 as drafts
left join generation.prompts_1 as prompts using (for_day, account, format, inspiration, topic);
insert into generation.model_calls by name
select
    * exclude (usd_before),
    1 as attempt,
    'drafts' as purpose
from generation.model_calls_1;
drop table generation.external_files_1;
drop table generation.drafts_1;
drop table generation.prompts_1;
drop table generation.model_calls_1;
