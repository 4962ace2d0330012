//! A tool's arguments after they were checked and sorted: what goes where in the vendor's request.

use std::borrow::Cow;

/// Checked arguments. JSON texts are as the caller wrote them, so that large integers and `1.0` stay what they are.
#[derive(Debug, Default, PartialEq)]
pub struct Arguments<'a> {
    /// Path parameters by their names in the template.
    pub path: Vec<(&'static str, String)>,
    /// Query keys, in the order of the schema, each with a JSON text.
    pub query: Vec<(&'static str, Cow<'a, str>)>,
    /// What the body is made of.
    pub body: Body<'a>,
    /// Page size.
    pub limit: Option<u32>,
    /// The vendor's own cursor.
    pub cursor: Option<String>,
}

/// What a body is made of.
#[derive(Debug, Default, PartialEq)]
pub enum Body<'a> {
    /// No body argument was given.
    #[default]
    Empty,
    /// An object's members.
    Members(Vec<(&'static str, Part<'a>)>),
    /// The whole body as JSON text.
    Whole(Cow<'a, str>),
}

/// One member of a body.
#[derive(Debug, PartialEq)]
pub enum Part<'a> {
    /// JSON text.
    Json(Cow<'a, str>),
    /// Files of a multipart body.
    Files(Vec<File>),
}

/// A file to send.
#[derive(Debug, PartialEq, Eq)]
pub struct File {
    /// With its extension.
    pub name: String,
    /// Media type.
    pub mime_type: String,
    /// Contents.
    pub bytes: Vec<u8>,
}

impl<'a> Body<'a> {
    /// Adds a member.
    pub fn push(&mut self, name: &'static str, part: Part<'a>) {
        match self {
            Self::Members(members) => members.push((name, part)),
            Self::Empty | Self::Whole(_) => *self = Self::Members(vec![(name, part)]),
        }
    }
}
