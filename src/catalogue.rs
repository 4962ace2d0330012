//! The shapes that `build.rs` fills in: every integration, endpoint and tool as `static` data.
//! Nothing is parsed when the Worker starts or a call arrives.

/// A vendor's API, from `tool-docs/<slug>/integration.yaml`.
#[derive(Debug)]
pub struct Integration {
    /// Name in URLs, tool names and records: `^[a-z][a-z0-9]*$`.
    pub slug: &'static str,
    /// The vendor's own name, for people.
    pub label: &'static str,
    /// Where the vendor documents its API.
    pub docs_url: &'static str,
    /// What a client's model is told at `initialize` and `server/discover`.
    pub instructions: &'static str,
    /// `https://…` with `{variable}` places.
    pub base_url: &'static str,
    /// What completes the base URL.
    pub variables: &'static [Variable],
    /// Hosts that the completed URL may have; `*` stands for one DNS label.
    pub allowed_hosts: &'static [&'static str],
    /// How a request proves who it is.
    pub auth: Auth,
    /// The secrets that `auth` is made of.
    pub credentials: &'static [Credential],
    /// Sent on each request.
    pub headers: &'static [(&'static str, &'static str)],
    /// How an array goes into a query string.
    pub query_arrays: QueryArrays,
    /// Where the vendor's answers carry its limits.
    pub rate_limit: RateLimitHeaders,
    /// How to read the vendor's failures.
    pub errors: ErrorRules,
    /// The read that proves that credentials work; an index into `methods`.
    pub probe: usize,
    /// Every defined endpoint, in the order of the record.
    pub methods: &'static [Method],
    /// Every documented method, sorted by `name`.
    pub tools: &'static [Tool],
    /// Indices into `tools`, sorted by `short_name`.
    pub by_short_name: &'static [usize],
    /// Every tag of its tools, sorted, once each.
    pub tags: &'static [&'static str],
}

/// A part of the base URL that an account chooses.
#[derive(Debug)]
pub struct Variable {
    /// Its key in the account's `context`.
    pub name: &'static str,
    /// For the operator.
    pub description: &'static str,
    /// What may stand there.
    pub values: VariableValues,
    /// Used when the account has none; `None` makes it required.
    pub default: Option<&'static str>,
}

/// What a variable may be.
#[derive(Debug)]
pub enum VariableValues {
    /// What the operator writes, and what goes into the template.
    Choice(&'static [(&'static str, &'static str)]),
    /// One DNS label.
    DnsLabel,
}

/// Templates over the credentials' names.
#[derive(Debug)]
pub enum Auth {
    /// `Authorization: Bearer <token>`.
    Bearer {
        /// Template of the token.
        token: &'static str,
    },
    /// `Authorization: Basic base64(username:password)`.
    Basic {
        /// Template of the user name.
        username: &'static str,
        /// Template of the password.
        password: &'static str,
    },
    /// A header of the vendor's own.
    Header {
        /// The header's name.
        name: &'static str,
        /// Template of its value.
        value: &'static str,
    },
}

/// One secret of an account.
#[derive(Debug)]
pub struct Credential {
    /// Its key under `credentials`.
    pub name: &'static str,
    /// For people.
    pub label: &'static str,
    /// Where to find it.
    pub help: &'static str,
}

/// How an array goes into a query string.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum QueryArrays {
    /// `a=1&a=2`
    Repeat,
    /// `a=1,2`
    Comma,
    /// `a[]=1&a[]=2`
    Brackets,
    /// `a[0]=1&a[1]=2`
    Indices,
}

/// Which answer headers carry the vendor's limits; lower-case names, the first present counts.
#[derive(Debug)]
pub struct RateLimitHeaders {
    /// Requests allowed in a window.
    pub limit: &'static [&'static str],
    /// Requests left in it.
    pub remaining: &'static [&'static str],
    /// When it ends.
    pub reset: &'static [&'static str],
    /// What `reset` counts.
    pub reset_unit: ResetUnit,
    /// Seconds to wait after a 429, or an HTTP date.
    pub retry_after: &'static [&'static str],
    /// The window's length, for vendors that do not send `reset`.
    pub window_seconds: Option<u32>,
}

/// What a reset header counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResetUnit {
    /// Seconds to go.
    Seconds,
    /// Seconds since 1970.
    EpochSeconds,
    /// Milliseconds since 1970.
    EpochMillis,
    /// A date and time.
    Rfc3339,
}

/// How to read a vendor's failure. Pointers are RFC 6901.
#[derive(Debug)]
pub struct ErrorRules {
    /// Where the vendor's error code may stand.
    pub code: &'static [&'static str],
    /// Where its sentence may stand.
    pub message: &'static [&'static str],
    /// Headers that name the request, lower-case.
    pub request_id_headers: &'static [&'static str],
    /// Pointers to the same in the body.
    pub request_id_pointers: &'static [&'static str],
    /// Advice to the model; the first that matches counts.
    pub hints: &'static [Hint],
}

/// Advice for one kind of failure. All conditions that are present must hold.
#[derive(Debug)]
pub struct Hint {
    /// HTTP statuses; empty = any.
    pub status: &'static [u16],
    /// The vendor's error code.
    pub code: Option<&'static str>,
    /// Text that the body holds.
    pub contains: Option<&'static str>,
    /// Names for the hint's `{places}`, and where in the body (a pointer) or in the headers (`header:name`) their values stand.
    pub values: &'static [(&'static str, &'static str)],
    /// The advice.
    pub hint: &'static str,
}

/// One endpoint.
#[derive(Debug)]
pub struct Method {
    /// The noun.
    pub resource: &'static str,
    /// The verb: `list`, `get`, `create`, `update`, `delete` or the vendor's own.
    pub method: &'static str,
    /// HTTP verb.
    pub verb: Verb,
    /// Path template below the base URL, as in the record.
    pub path: &'static str,
    /// The same, taken apart.
    pub segments: &'static [Segment],
    /// Not empty: the path is one parameter that holds a whole URL, which must be on one of these hosts; `*` stands for one DNS label.
    /// It goes out without credentials.
    pub hosts: &'static [&'static str],
    /// How the body goes out.
    pub body: BodyKind,
    /// How the answer comes in.
    pub response: ResponseKind,
    /// JSON pointer to what the model gets; empty = the whole body.
    pub response_path: &'static str,
    /// How a list is walked.
    pub paging: Option<Paging>,
    /// Replaces the Worker's deadline.
    pub timeout_ms: Option<u32>,
    /// Sent with this method, over the integration's of the same name; names in lower case.
    pub headers: &'static [(&'static str, &'static str)],
    /// Credentials go with it.
    pub authenticated: bool,
    /// Query keys with JSON values that are always sent.
    pub fixed_query: &'static [(&'static str, &'static str)],
    /// Body keys with JSON values that are always sent.
    pub fixed_body: &'static [(&'static str, &'static str)],
    /// A list that the vendor cuts without saying how to go on.
    pub capped: Option<Capped>,
    /// How a list without paging is ordered.
    pub order: Option<Order>,
    /// A list inside a record that can be too long for one answer.
    pub inside: Option<Inside>,
    /// Pointers into an answer of a success: anything there but null, false, zero and what is empty makes it a failure.
    pub failed_if: &'static [&'static str],
    /// Pointers into an answer of a success: `false` there makes it a failure.
    pub failed_unless: &'static [&'static str],
}

/// How entries of a list follow each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Order {
    OldestFirst,
    NewestFirst,
}

impl Order {
    /// As records and models read it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::OldestFirst => "oldest_first",
            Self::NewestFirst => "newest_first",
        }
    }
}

/// A list inside a record.
#[derive(Debug, Clone, Copy)]
pub struct Inside {
    /// JSON pointer to it, below the record.
    pub list: &'static str,
    /// How it is ordered; `None` = not known.
    pub order: Option<Order>,
}

/// A list that the vendor cuts.
#[derive(Debug, Clone, Copy)]
pub struct Capped {
    /// Most records of an answer.
    pub limit: u32,
    /// The header that tells a cut list, in lower case; empty = as many records as `limit`.
    pub header: &'static str,
    /// What to narrow.
    pub narrow: &'static str,
}

/// HTTP verbs that vendors use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Verb {
    Get,
    Post,
    Put,
    Patch,
    Delete,
}

impl Verb {
    /// As HTTP writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

/// A part of a path. `/issues/{id}/messages` is `Text("/issues/")`, `Parameter("id")`, `Text("/messages")`.
#[derive(Debug)]
pub enum Segment {
    /// Sent as it is.
    Text(&'static str),
    /// The value of this argument, percent-encoded.
    Parameter(&'static str),
}

/// How a request's body goes out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BodyKind {
    /// No body.
    None,
    /// `application/json`
    Json,
    /// `application/x-www-form-urlencoded`
    Form,
    /// `multipart/form-data`
    Multipart,
}

/// What an answer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResponseKind {
    /// JSON.
    Json,
    /// Text, shown as it is.
    Text,
    /// Bytes, shown by their media type.
    Binary,
    /// JSON a line, shown as text.
    JsonLines,
    /// A redirect to a file, shown as a link.
    Redirect,
}

/// How a list is walked.
#[derive(Debug, Clone, Copy)]
pub struct Paging {
    /// Where the vendor takes `cursor` and `limit`.
    pub place: PagingPlace,
    /// How a page leads to the next.
    pub style: PagingStyle,
    /// The vendor's key for the page size, `a/b` for key b of the object a; empty = the vendor sets it.
    pub limit_key: &'static str,
    /// Sent when the caller names none.
    pub default_limit: Option<u32>,
    /// The largest page.
    pub max_limit: u32,
}

/// Where paging goes in a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum PagingPlace {
    Query,
    Body,
}

/// How a page leads to the next.
#[derive(Debug, Clone, Copy)]
pub enum PagingStyle {
    /// Not at all: a page size only.
    SizeOnly,
    /// The answer holds a cursor.
    Cursor {
        /// The request key, `a/b` for key b of the object a.
        key: &'static str,
        /// Pointer to the next cursor; empty, null or absent ends the list.
        next: &'static str,
        /// Pointer to a boolean that says whether there is more; empty = none.
        more: &'static str,
        /// An empty page ends the list.
        until_empty: bool,
    },
    /// Pages have numbers.
    Page {
        /// The request key.
        key: &'static str,
        /// Pointer to this page's number.
        current: &'static str,
        /// Pointer to the last page's number.
        total: &'static str,
    },
    /// The answer holds the next page's URL.
    NextUrl {
        /// Pointer to it; null or absent ends the list.
        next: &'static str,
    },
}

/// A documented method.
#[derive(Debug)]
pub struct Tool {
    /// Long name, unique in the integration.
    pub name: &'static str,
    /// Short name, unique in the integration.
    pub short_name: &'static str,
    /// For people.
    pub title: &'static str,
    /// For the model.
    pub description: &'static str,
    /// The tool's JSON in `tools/list` after its name: `,"title":…,"inputSchema":…,"annotations":…}`.
    pub definition: &'static str,
    /// The `inputSchema` alone, as JSON.
    pub input_schema: &'static str,
    /// All four annotations, spelled out, as JSON.
    pub annotations: &'static str,
    /// Those of them that say more than silence does, as the definition ends with them.
    pub hints: &'static str,
    /// Index of its endpoint in the integration's `methods`.
    pub method: usize,
    /// What calling it does.
    pub effect: Effect,
    /// Tags of resource and method, sorted.
    pub tags: &'static [&'static str],
    /// How often people need it.
    pub rank: Rank,
    /// What people say when they need it.
    pub asks: &'static [&'static str],
    /// Dot paths of the fields that tell what an answer, or each row of one, is; empty = the whole is as short.
    pub summary: &'static [&'static str],
    /// Its arguments, in the order of the schema.
    pub arguments: &'static [Argument],
    /// Those that another read of the vendor tells when the caller leaves them out.
    pub defaults: &'static [ArgumentDefault],
    /// Arguments go to the body as they are, unchecked (`input_schema_json`).
    pub verbatim: bool,
    /// The vendor's answer is a failure by declaration.
    pub is_error: bool,
    /// Capabilities that the client must declare (2026-07-28).
    pub requires_client_capabilities: &'static [&'static str],
    /// What to say of arguments that callers try and the endpoint does not have.
    pub instead: &'static [(&'static str, &'static str)],
    /// The arguments of the record's `example`, as JSON; empty = none.
    pub example: &'static str,
}

/// How often people need a tool, beside others of the same vendor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rank {
    /// Every day.
    Usual,
    /// Now and then.
    Ordinary,
    /// For administrators, exports, older siblings of another tool.
    Rare,
}

/// What calling a tool does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Changes nothing.
    Read,
    /// Changes something.
    Write,
    /// Removes something or cannot be undone.
    Destructive,
}

/// One argument of a tool.
#[derive(Debug)]
pub struct Argument {
    /// What the model calls it.
    pub name: &'static str,
    /// What it was called before: taken, and not shown.
    pub also: &'static [&'static str],
    /// What the vendor calls it.
    pub wire_name: &'static str,
    /// Where its value goes.
    pub place: Place,
    /// Must be there.
    pub required: bool,
    /// Which empty value is sent.
    pub clears: Clears,
    /// What its value may be.
    pub shape: &'static Shape,
    /// `x-mcp-header`: the `Mcp-Param-…` header that mirrors it.
    pub header: Option<&'static str>,
}

impl Argument {
    /// Whether a caller means it by this name.
    pub fn is_called(&self, name: &str) -> bool {
        self.name == name || self.also.contains(&name)
    }
}

/// An argument whose value another read of the vendor tells.
#[derive(Debug)]
pub struct ArgumentDefault {
    /// Its index in the tool's `arguments`.
    pub argument: usize,
    /// Index of that read in the integration's `methods`.
    pub method: usize,
    /// JSON pointer into its answer.
    pub pointer: &'static str,
}

/// Where an argument's value goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Into the path.
    Path,
    /// Into the query string.
    Query,
    /// Into the body, under its wire name.
    Body,
    /// It is the body.
    WholeBody,
    /// `limit` of a list.
    Limit,
    /// `next_cursor` of a list.
    Cursor,
}

/// What a value may be.
#[derive(Debug)]
pub enum Shape {
    /// Any JSON.
    Any,
    /// A string, or a number that stands for one.
    String {
        /// Closed set; empty = open.
        values: &'static [&'static str],
        /// In characters.
        max_length: Option<u32>,
    },
    /// A whole number, or its decimal string.
    Integer {
        /// Closed set; empty = open.
        values: &'static [i64],
        /// Smallest.
        min: Option<i64>,
        /// Largest.
        max: Option<i64>,
    },
    /// A number, or its decimal string.
    Number {
        /// Smallest.
        min: Option<f64>,
        /// Largest.
        max: Option<f64>,
    },
    /// `true` or `false`, or their strings.
    Boolean,
    /// A time, in any usual spelling.
    Time {
        /// As the vendor writes it.
        form: TimeForm,
        /// The vendor takes none that has passed.
        is_future: bool,
    },
    /// An id, bare or as people copy it.
    Id {
        /// What it looks like.
        form: &'static IdForm,
        /// The vendor's type of it is a number.
        is_number: bool,
    },
    /// A list.
    Array {
        /// What each entry may be.
        items: &'static Shape,
        /// Fewest entries.
        min: Option<u32>,
        /// Most entries.
        max: Option<u32>,
    },
    /// An object with known keys; `others` is what unknown keys may hold, `None` refuses them.
    Object {
        /// Its keys.
        fields: &'static [ObjectField],
        /// Free keys.
        others: Option<&'static Others>,
    },
    /// A file in a multipart body.
    File,
    /// A tree of conditions.
    Filter(&'static Filter),
}

/// What stands under the keys of a map.
#[derive(Debug)]
pub struct Others {
    /// What each value may be.
    pub shape: &'static Shape,
    /// Which empty value is sent.
    pub clears: Clears,
}

/// One key of an object.
#[derive(Debug)]
pub struct ObjectField {
    /// What the model calls it.
    pub name: &'static str,
    /// What the vendor calls it.
    pub wire_name: &'static str,
    /// Must be there.
    pub required: bool,
    /// Which empty value is sent.
    pub clears: Clears,
    /// What its value may be.
    pub shape: &'static Shape,
}

/// The empty value by which a vendor takes away what a field holds. Clients that fill every field send the others, and mean nothing by them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clears {
    /// None: an empty value is as good as none.
    Nothing,
    /// `null`
    Null,
    /// `""`
    Text,
    /// `[]`
    List,
}

/// How a vendor writes a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeForm {
    /// RFC 3339, as in `2026-01-31T09:00:00Z`.
    DateTime,
    /// The same in UTC without seconds, as in `2026-01-31T09:00Z`.
    Minutes,
    /// `2026-01-31`
    Date,
    /// Whole seconds since 1970, a number.
    UnixSeconds,
}

/// How a vendor's ids of one kind look, and where people copy them from.
#[derive(Debug)]
pub struct IdForm {
    /// What it is the id of, in words.
    pub noun: &'static str,
    /// An id is of one of these.
    pub patterns: &'static [IdPattern],
    /// Words that stand for an id.
    pub words: &'static [&'static str],
    /// What stands before the id in a copied text: `#` at its start, the others anywhere in an address.
    pub from: &'static [&'static str],
    /// The tool that finds such ids; empty = none does.
    pub found_by: &'static str,
}

/// What an id is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IdPattern {
    /// `8b1d3f52-1c0e-4a57-9d53-6a2c7e4f9b10`
    Uuid,
    /// Digits alone.
    Digits,
    /// Six hexadecimal digits or more, one of them below ten: so it is no word.
    Hex,
    /// Letters, digits, `_` and `-`.
    Slug,
    /// Not known: no space, no `@`, no address.
    Unknown,
    /// Whatever another system calls it: no address.
    Any,
}

/// One search's conditions, and the language they are written in.
#[derive(Debug)]
pub struct Filter {
    /// Keys and operators.
    pub language: &'static FilterLanguage,
    /// What may be searched by.
    pub fields: &'static [FilterField],
    /// Operators of custom fields; empty = the search has none.
    pub custom_field_operators: &'static [&'static str],
}

/// How a vendor writes a tree of conditions.
#[derive(Debug)]
pub struct FilterLanguage {
    /// Levels, groups and leaf together.
    pub depth: u32,
    /// Conditions in one group.
    pub max_children: Option<u32>,
    /// Key of a group's operator.
    pub group_operator: &'static str,
    /// Key of a group's conditions.
    pub children: &'static str,
    /// What a group may be.
    pub group_operators: &'static [&'static str],
    /// Key of a condition's field.
    pub field: &'static str,
    /// Key of a condition's operator.
    pub operator: &'static str,
    /// Key of one operand.
    pub value: &'static str,
    /// Key of several operands; may equal `value`.
    pub values: &'static str,
    /// What each operator takes.
    pub operands: &'static [(&'static str, Operand)],
    /// Numbers and booleans go out as such, times as Unix seconds; else everything as text.
    pub is_native: bool,
    /// `value: null` is an operand.
    pub takes_null: bool,
}

/// What an operator takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operand {
    /// Nothing.
    None,
    /// One value.
    One,
    /// A list.
    Many,
    /// One value or a list.
    OneOrMany,
    /// A list of two, start and end.
    Range,
}

/// One field of a search.
#[derive(Debug)]
pub struct FilterField {
    /// The vendor's name of it.
    pub name: &'static str,
    /// What its operands are.
    pub kind: FilterKind,
    /// What may be asked of it.
    pub operators: &'static [&'static str],
    /// Closed set of operands; empty = open.
    pub values: &'static [&'static str],
    /// Some of an open set.
    pub suggestions: &'static [&'static str],
    /// What its ids look like.
    pub id: Option<&'static IdForm>,
}

/// What a field's operands are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FilterKind {
    /// Text.
    String,
    /// A time.
    Time,
    /// A number, sent in the type it came in.
    Number,
    /// `true` or `false`.
    Boolean,
    /// An id.
    Id,
}

include!(concat!(env!("OUT_DIR"), "/catalogue.rs"));

/// The integration of this slug.
pub fn integration(slug: &str) -> Option<&'static Integration> {
    INTEGRATIONS
        .iter()
        .find(|integration| integration.slug == slug)
}
