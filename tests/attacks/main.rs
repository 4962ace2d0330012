//! Attacks on the promises of SECURITY.md, through the whole gateway, against a fake platform. What each tried is counted, see `counts`.

#[cfg(test)]
#[path = "../fake/mod.rs"]
mod fake;

#[cfg(test)]
mod approvals;
#[cfg(test)]
mod authorization;
#[cfg(test)]
mod connecting;
#[cfg(test)]
mod counts;
#[cfg(test)]
mod cursors;
#[cfg(test)]
mod fixture;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod input;
#[cfg(test)]
mod smuggling;
#[cfg(test)]
mod wire;
