//! What `tool-docs/build.rs` promises to authors of records: a good record becomes the tool that its README describes,
//! and a bad one stops the build with a sentence that names the file, the key and the mend.

#[path = "../../tool-docs/build/mod.rs"]
mod build;

#[cfg(test)]
mod definitions;
#[cfg(test)]
mod documentation;
#[cfg(test)]
mod filters;
#[cfg(test)]
mod folder;
#[cfg(test)]
mod methods;
#[cfg(test)]
mod openapi;
#[cfg(test)]
mod own_records;
#[cfg(test)]
mod paging;
#[cfg(test)]
mod rendering;
#[cfg(test)]
mod schemas;
#[cfg(test)]
mod values;
