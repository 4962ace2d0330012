//! Data that stays until the program ends. A catalogue is made of `&'static` texts and lists, because the Worker holds it as `static` data.
//! The build script or command that reads records ends soon after, so it frees nothing of what it read.

pub(crate) fn one<T>(value: T) -> &'static T {
    Box::leak(Box::new(value))
}

pub(crate) fn text(text: impl Into<Box<str>>) -> &'static str {
    Box::leak(text.into())
}

pub(crate) fn list<T>(items: impl IntoIterator<Item = T>) -> &'static [T] {
    Box::leak(items.into_iter().collect())
}
