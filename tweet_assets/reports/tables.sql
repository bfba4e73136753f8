-- The pages; the numbers behind them stand in the other tables.

-- one page a day and account: what is planned
create table if not exists reports.daily (
    account text not null,
    for_day date not null,
    as_of date not null,
    markdown text not null,
    html_file text not null,               -- below the data folder
    primary key (account, for_day)
);

-- one page a week and account: what works, what came of it, what is next
create table if not exists reports.weekly (
    account text not null,
    week date not null,                    -- its Monday
    as_of date not null,                   -- its last day that was over: Sunday, or yesterday while it went on
    markdown text not null,
    numbers text not null,                 -- the same as JSON
    html_file text not null,               -- below the data folder
    primary key (account, week)
);
