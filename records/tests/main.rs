//! What authors of records are promised: a good record becomes the tool that the manual describes, and a bad one stops the build with a
//! sentence that names the file, the key and the fix.

#[cfg(test)]
mod arguments;
#[cfg(test)]
mod asks;
#[cfg(test)]
mod audience;
#[cfg(test)]
mod commands;
#[cfg(test)]
mod composites;
#[cfg(test)]
mod connecting;
#[cfg(test)]
mod definitions;
#[cfg(test)]
mod diff;
#[cfg(test)]
mod document;
#[cfg(test)]
mod documentation;
#[cfg(test)]
mod filters;
#[cfg(test)]
mod folder;
#[cfg(test)]
mod gate;
#[cfg(test)]
mod given_url;
#[cfg(test)]
mod guides;
#[cfg(test)]
mod import;
#[cfg(test)]
mod index;
#[cfg(test)]
mod methods;
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
