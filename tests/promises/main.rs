//! What Fairlead promises, in terms of HTTP in and out, against a fake platform.

#[cfg(test)]
#[path = "../fake/mod.rs"]
mod fake;

#[cfg(test)]
mod account_state;
#[cfg(test)]
mod activity;
#[cfg(test)]
mod activity_rows;
#[cfg(test)]
mod addresses;
#[cfg(test)]
mod approval_codes;
#[cfg(test)]
mod approval_repeats;
#[cfg(test)]
mod approval_shown;
#[cfg(test)]
mod approvals;
#[cfg(test)]
mod bills;
#[cfg(test)]
mod bodies;
#[cfg(test)]
mod brakes;
#[cfg(test)]
mod browsers;
#[cfg(test)]
mod calls;
#[cfg(test)]
mod chatgpt;
#[cfg(test)]
mod client_added;
#[cfg(test)]
mod client_bugs;
#[cfg(test)]
mod clock;
#[cfg(test)]
mod codings;
#[cfg(test)]
mod composites;
#[cfg(test)]
mod connect_consent;
#[cfg(test)]
mod connect_links;
#[cfg(test)]
mod constructs;
#[cfg(test)]
mod costs;
#[cfg(test)]
mod customer_visible;
#[cfg(test)]
mod defaults;
#[cfg(test)]
mod discovery;
#[cfg(test)]
mod dry_run;
#[cfg(test)]
mod editing;
#[cfg(test)]
mod event_bills;
#[cfg(test)]
mod events;
#[cfg(test)]
mod expiry;
#[cfg(test)]
mod false_success;
#[cfg(test)]
mod filled;
#[cfg(test)]
mod filters;
#[cfg(test)]
mod given_urls;
#[cfg(test)]
mod granted;
#[cfg(test)]
mod healed;
#[cfg(test)]
mod hidden_tools;
#[cfg(test)]
mod hints;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod idempotency;
#[cfg(test)]
mod ids;
#[cfg(test)]
mod isolation;
#[cfg(test)]
mod kept_lists;
#[cfg(test)]
mod layers;
#[cfg(test)]
mod lists;
#[cfg(test)]
mod log;
#[cfg(test)]
mod mcp_legacy;
#[cfg(test)]
mod mcp_modern;
#[cfg(test)]
mod mcp_parameters;
#[cfg(test)]
mod member_mcp;
#[cfg(test)]
mod members;
#[cfg(test)]
mod merge_rules;
#[cfg(test)]
mod nested;
#[cfg(test)]
mod openapi;
#[cfg(test)]
mod openapi_fields;
#[cfg(test)]
mod operator_access;
#[cfg(test)]
mod operator_accounts;
#[cfg(test)]
mod operator_servers;
#[cfg(test)]
mod operator_sessions;
#[cfg(test)]
mod pages_once;
#[cfg(test)]
mod paging;
#[cfg(test)]
mod parts;
#[cfg(test)]
mod people_bills;
#[cfg(test)]
mod prefixes;
#[cfg(test)]
mod presets;
#[cfg(test)]
mod printing;
#[cfg(test)]
mod prompts;
#[cfg(test)]
mod questions;
#[cfg(test)]
mod reading_on;
#[cfg(test)]
mod record_versions;
#[cfg(test)]
mod refusal_size;
#[cfg(test)]
mod repeats;
#[cfg(test)]
mod reseal;
#[cfg(test)]
mod result_size;
#[cfg(test)]
mod rounds;
#[cfg(test)]
mod secrets;
#[cfg(test)]
mod server_names;
#[cfg(test)]
mod sessions;
#[cfg(test)]
mod settings;
#[cfg(test)]
mod several;
#[cfg(test)]
mod several_bills;
#[cfg(test)]
mod several_lists;
#[cfg(test)]
mod several_servers;
#[cfg(test)]
mod shipped_records;
#[cfg(test)]
mod shipped_values;
#[cfg(test)]
mod sign_in_links;
#[cfg(test)]
mod skills;
#[cfg(test)]
mod smaller;
#[cfg(test)]
mod spelled_otherwise;
#[cfg(test)]
mod structured;
#[cfg(test)]
mod tokens;
#[cfg(test)]
mod tools_list;
#[cfg(test)]
mod trouble;
#[cfg(test)]
mod usage;
#[cfg(test)]
mod vendor_text;
#[cfg(test)]
mod vendor_trouble;
#[cfg(test)]
mod webhooks;
