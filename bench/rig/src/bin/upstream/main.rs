//! The upstream of a benchmark: a vendor that answers like Intercom, and a KV namespace as workerd asks for one. Both on a free port
//! of 127.0.0.1, on one thread. Prints `{"vendor":PORT,"kv":PORT}` and runs until it is ended.

mod kv;
mod vendor;

use std::convert::Infallible;
use std::error::Error;
use std::rc::Rc;

use bytes::Bytes;
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::net::TcpListener;
use tokio::task::{LocalSet, spawn_local};

type Answer = Response<Full<Bytes>>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    LocalSet::new().run_until(run()).await
}

async fn run() -> Result<(), Box<dyn Error>> {
    let vendor_listener = TcpListener::bind("127.0.0.1:0").await?;
    let kv_listener = TcpListener::bind("127.0.0.1:0").await?;
    println!(
        "{{\"vendor\":{},\"kv\":{}}}",
        vendor_listener.local_addr()?.port(),
        kv_listener.local_addr()?.port()
    );
    let vendor = Rc::new(vendor::Vendor::new());
    let kv = Rc::new(kv::Kv::default());
    let vendor_side = serve(vendor_listener, move |request| {
        let vendor = Rc::clone(&vendor);
        async move { vendor.answer(&request) }
    });
    let kv_side = serve(kv_listener, move |request| {
        let kv = Rc::clone(&kv);
        async move { kv.answer(request).await }
    });
    tokio::try_join!(vendor_side, kv_side)?;
    Ok(())
}

/// Answers each connection of a listener until the process ends.
async fn serve<F, R>(listener: TcpListener, answer: F) -> std::io::Result<()>
where
    F: Fn(Request<Incoming>) -> R + Clone + 'static,
    R: Future<Output = Answer> + 'static,
{
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let answer = answer.clone();
        spawn_local(async move {
            let service = service_fn(move |request| {
                let answered = answer(request);
                async move { Ok::<_, Infallible>(answered.await) }
            });
            // No timer, so that an idle connection is never closed while a client is about to use it. One that breaks is its client's to
            // report.
            let _ = http1::Builder::new()
                .serve_connection(TokioIo::new(stream), service)
                .await;
        });
    }
}
