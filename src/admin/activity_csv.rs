//! What happened as CSV, in parts that `src/edge` puts together: all of it at once would fit into no Worker.

use super::activity::Entry;
use crate::activity::page::Page;
use crate::http::Response;
use crate::invisible::escape_invisible;

/// Rows of a part.
pub(super) const CSV_ROWS: u32 = 2_000;

/// A part (RFC 4180). Where there is more, a header tells `src/edge` so.
pub(super) fn csv(page: &Page, is_first: bool) -> Response {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::new());
    if is_first {
        let _ = writer.write_record(COLUMNS);
    }
    for stored in &page.rows {
        let entry = Entry::of(stored);
        // Writing into memory cannot fail.
        let _ = writer.write_record(cells(&entry).iter().map(String::as_bytes));
    }
    let text = writer.into_inner().unwrap_or_default();
    let mut response = Response::empty(200);
    response.body = String::from_utf8(text).unwrap_or_default();
    let response = response
        .with("content-type", "text/csv; charset=utf-8; header=present")
        .with(
            "content-disposition",
            "attachment; filename=\"fairlead-activity.csv\"",
        );
    match &page.next {
        Some(place) => response.with(NEXT, &place.to_cursor()),
        None => response,
    }
}

/// The header by which a part of a CSV names the next one. It never leaves the Worker.
const NEXT: &str = "fairlead-next-cursor";

const COLUMNS: [&str; 21] = [
    "timestamp",
    "log_type",
    "request_id",
    "action",
    "actor",
    "actor_id",
    "mcp_server_id",
    "integrated_account_id",
    "integration",
    "tool_name",
    "target_id",
    "client_name",
    "client_version",
    "outcome",
    "http_status_code",
    "vendor_status_code",
    "duration",
    "vendor_duration",
    "bytes_in",
    "bytes_out",
    "rate_limit_remaining",
];

fn cells(entry: &Entry<'_>) -> [String; 21] {
    let text = |text: &Option<String>| text.as_deref().map(harmless).unwrap_or_default();
    let said = entry.said;
    [
        entry.timestamp.clone(),
        entry.log_type.to_owned(),
        harmless(&said.request_id),
        harmless(&said.action),
        harmless(&said.actor),
        text(&said.actor_id),
        text(&said.mcp_server_id),
        text(&said.integrated_account_id),
        text(&said.integration),
        text(&said.tool_name),
        text(&said.target_id),
        text(&said.client_name),
        text(&said.client_version),
        harmless(&said.outcome),
        said.http_status_code.to_string(),
        number(said.vendor_status_code),
        said.duration.to_string(),
        number(said.vendor_duration),
        said.bytes_in.to_string(),
        said.bytes_out.to_string(),
        number(said.rate_limit_remaining),
    ]
}

fn number(number: Option<impl ToString>) -> String {
    number.map(|number| number.to_string()).unwrap_or_default()
}

/// A cell that no spreadsheet takes for a formula: a client calls itself what it likes. Where lists are separated by semicolons or tabs, one also
/// begins behind those, and quotes and spaces in front do not keep it from being one. <https://owasp.org/www-community/attacks/CSV_Injection>
fn harmless(text: &str) -> String {
    let text = escape_invisible(text);
    let mut cell = String::with_capacity(text.len() + 1);
    if text.starts_with(['\t', '\r', '\n']) {
        cell.push('\'');
    }
    let mut is_start = true;
    for next in text.chars() {
        if is_start && matches!(next, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠') {
            cell.push('\'');
        }
        cell.push(next);
        is_start = match next {
            ';' | ',' | '\t' | '\r' | '\n' => true,
            '"' | ' ' => is_start,
            _ => false,
        };
    }
    cell
}
