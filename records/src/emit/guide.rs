//! Prompts and kinds of documents as Rust source.

use super::code::{index, list, optional, pairs, structure, text, texts};
use crate::catalogue::{
    DocumentCall, DocumentKind, DocumentSearch, DocumentText, JsonPiece, Piece, Prompt,
    PromptArgument,
};

pub(super) fn prompt(prompt: &Prompt) -> String {
    structure(
        "Prompt",
        [
            ("name", text(prompt.name)),
            ("title", text(prompt.title)),
            ("description", text(prompt.description)),
            ("arguments", list(prompt.arguments.iter().map(argument))),
            ("text", pieces(prompt.text)),
            ("tools", list(prompt.tools.iter().copied().map(index))),
        ],
    )
}

fn argument(argument: &PromptArgument) -> String {
    structure(
        "PromptArgument",
        [
            ("name", text(argument.name)),
            ("description", text(argument.description)),
            ("default", optional(argument.default.map(text))),
        ],
    )
}

pub(super) fn kind(kind: &DocumentKind) -> String {
    structure(
        "DocumentKind",
        [
            ("name", text(kind.name)),
            ("id", texts(kind.id)),
            ("searches", list(kind.searches.iter().map(search))),
            ("fetch", list(kind.fetch.iter().map(call))),
        ],
    )
}

fn search(search: &DocumentSearch) -> String {
    structure(
        "DocumentSearch",
        [
            ("query", format!("QueryForm::{:?}", search.query)),
            ("calls", list(search.calls.iter().map(call))),
        ],
    )
}

fn call(call: &DocumentCall) -> String {
    structure(
        "DocumentCall",
        [
            ("tool", index(call.tool)),
            ("arguments", json(call.arguments)),
            ("take", pairs(call.take)),
            ("matching", texts(call.matching)),
            ("title", list(call.title.iter().map(|text| pieces(text)))),
            ("url", list(call.url.iter().map(|text| pieces(text)))),
            ("text", list(call.text.iter().map(document_text))),
            ("metadata", pairs(call.metadata)),
        ],
    )
}

fn document_text(from: &DocumentText) -> String {
    structure(
        "DocumentText",
        [
            ("list", text(from.list)),
            ("by", optional(from.by.map(text))),
            ("at", texts(from.at)),
        ],
    )
}

fn pieces(pieces: &[Piece]) -> String {
    list(pieces.iter().map(|piece| match piece {
        Piece::Text(as_is) => format!("Piece::Text({})", text(as_is)),
        Piece::Value(name) => format!("Piece::Value({})", text(name)),
        Piece::At(pointer) => format!("Piece::At({})", text(pointer)),
    }))
}

fn json(pieces: &[JsonPiece]) -> String {
    list(pieces.iter().map(|piece| match piece {
        JsonPiece::Text(as_is) => format!("JsonPiece::Text({})", text(as_is)),
        JsonPiece::Value(value) => format!("JsonPiece::Value({})", self::pieces(value)),
        JsonPiece::EachWord(inner) => format!("JsonPiece::EachWord({})", json(inner)),
    }))
}
