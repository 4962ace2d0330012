//! CPU time of another process.

use std::time::Duration;

use nix::time::{ClockId, clock_getcpuclockid};
use nix::unistd::Pid;

/// A process's clock: user and system time of all its threads, in nanoseconds.
pub(crate) struct Cpu(ClockId);

impl Cpu {
    /// The clock of a running process.
    pub(crate) fn of(pid: i32) -> nix::Result<Self> {
        clock_getcpuclockid(Pid::from_raw(pid)).map(Self)
    }

    /// What it has spent since it started.
    pub(crate) fn spent(&self) -> nix::Result<Duration> {
        self.0.now().map(Duration::from)
    }
}
