//! All connections at work until a limit.

use std::error::Error;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use bytes::Bytes;
use hdrhistogram::Histogram;
use http_body_util::{BodyExt, Full};
use hyper::Request;
use hyper::client::conn::http1::{SendRequest, handshake};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use crate::job::Job;

type Fault = Box<dyn Error + Send + Sync>;
pub(crate) type Connection = SendRequest<Full<Bytes>>;

/// When to stop: at a moment, or when this many requests were begun.
#[derive(Clone)]
pub(crate) enum Limit {
    Until(Instant),
    Left(Arc<AtomicU64>),
}

/// What a round came to.
pub(crate) struct Tally {
    /// In microseconds.
    pub(crate) latencies: Histogram<u64>,
    pub(crate) elapsed: Duration,
}

impl Limit {
    pub(crate) fn time(duration: Duration) -> Self {
        Self::Until(Instant::now() + duration)
    }

    pub(crate) fn count(requests: u64) -> Self {
        Self::Left(Arc::new(AtomicU64::new(requests)))
    }

    /// Takes the right to one more request.
    fn take(&self) -> bool {
        match self {
            Self::Until(end) => Instant::now() < *end,
            Self::Left(left) => left
                .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| {
                    left.checked_sub(1)
                })
                .is_ok(),
        }
    }
}

/// Opens a connection to the job's server.
pub(crate) async fn connect(job: &Job) -> Result<Connection, Fault> {
    let stream = TcpStream::connect(("127.0.0.1", job.port)).await?;
    stream.set_nodelay(true)?;
    let (sender, connection) = handshake(TokioIo::new(stream)).await?;
    // What breaks it, the next request reports.
    tokio::spawn(connection);
    Ok(sender)
}

/// Runs all connections to the limit and hands them back.
pub(crate) async fn round(
    job: &'static Job,
    connections: Vec<Connection>,
    limit: Limit,
) -> Result<(Vec<Connection>, Tally), Fault> {
    let start = Instant::now();
    let mut tasks = JoinSet::new();
    for connection in connections {
        tasks.spawn(repeat(job, connection, limit.clone()));
    }
    let mut connections = Vec::new();
    let mut latencies = Histogram::new(3)?;
    while let Some(done) = tasks.join_next().await {
        let (connection, own) = done??;
        connections.push(connection);
        latencies.add(own)?;
    }
    let elapsed = start.elapsed();
    Ok((connections, Tally { latencies, elapsed }))
}

async fn repeat(
    job: &'static Job,
    mut connection: Connection,
    limit: Limit,
) -> Result<(Connection, Histogram<u64>), Fault> {
    let mut latencies = Histogram::new(3)?;
    while limit.take() {
        let sent = Instant::now();
        let answer = connection.send_request(request(job)?).await?;
        let status = answer.status().as_u16();
        let body = answer.into_body().collect().await?.to_bytes();
        latencies.record(sent.elapsed().as_micros().try_into()?)?;
        job.check(status, &body)?;
        // A server that closes between requests would be measured with its handshakes.
        connection.ready().await?;
    }
    Ok((connection, latencies))
}

fn request(job: &'static Job) -> Result<Request<Full<Bytes>>, Fault> {
    // With the port: a person's token is good for one origin.
    let host = format!("127.0.0.1:{}", job.port);
    let mut request = Request::post(job.path.as_str()).header("host", host);
    for (name, value) in &job.headers {
        request = request.header(name, value);
    }
    Ok(request.body(Full::new(Bytes::from_static(job.body.as_bytes())))?)
}
