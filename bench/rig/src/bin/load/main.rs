//! The load of a benchmark: one request, over and over, on some connections, each sending the next one when the last is answered. Reads
//! a job from stdin as JSON, prints what it came to as JSON, and fails when any answer is not what the job says. One thread.

mod cpu;
mod job;
mod round;

use std::error::Error;
use std::io;
use std::time::Duration;

use serde_json::json;

use cpu::Cpu;
use job::Job;
use round::{Limit, connect, round};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error + Send + Sync>> {
    let job: &'static Job = Box::leak(Box::new(serde_json::from_reader(io::stdin())?));
    let cpu = Cpu::of(job.pid)?;
    let mut connections = Vec::new();
    for _ in 0..job.connections {
        connections.push(connect(job).await?);
    }
    let warm_up = Limit::time(Duration::from_millis(job.warm_up_ms));
    let (connections, _) = round(job, connections, warm_up).await?;

    let measured = match job.requests {
        Some(requests) => Limit::count(requests),
        None => Limit::time(Duration::from_millis(job.measure_ms)),
    };
    let before = cpu.spent()?;
    let (_, tally) = round(job, connections, measured).await?;
    let spent = cpu.spent()? - before;

    let requests = tally.latencies.len();
    let micros = |duration: Duration| duration.as_secs_f64() * 1e6;
    println!(
        "{}",
        json!({
            "requests": requests,
            "cpu": micros(spent) / requests as f64,
            "rate": requests as f64 / tally.elapsed.as_secs_f64(),
            "p50": tally.latencies.value_at_quantile(0.50),
            "p99": tally.latencies.value_at_quantile(0.99),
        })
    );
    Ok(())
}
