//! Serves `dist/index.html` to this machine, and nothing else.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::time::Duration;

use crate::project;
use crate::run::Result;

/// The port unless another one is asked for.
pub const DEFAULT_PORT: u16 = 8017;

/// Serves the page until the process is ended.
pub fn serve(port: u16) -> Result<()> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map_err(|error| {
        format!("cannot listen on port {port} ({error}): choose one with --port N")
    })?;
    println!("\nhttp://127.0.0.1:{}/   (end with Ctrl+C)", listener.local_addr()?.port());
    for stream in listener.incoming() {
        // A thread each: browsers open connections ahead of time and leave them idle.
        let stream = stream?;
        std::thread::spawn(move || {
            if let Err(error) = answer(stream) {
                eprintln!("connection: {error}");
            }
        });
    }
    Ok(())
}

/// Answers one request with the page as it is now on disk, so that a new build shows after a reload.
fn answer(mut stream: TcpStream) -> Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    let mut head = BufReader::new(stream.try_clone()?).lines();
    let Some(Ok(request)) = head.next() else { return Ok(()) };
    for line in head.by_ref() {
        if line?.is_empty() {
            break;
        }
    }
    if is_for_page(&request) {
        let page = std::fs::read(project::page())?;
        write!(
            stream,
            "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: {}\r\n\
             Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n",
            page.len()
        )?;
        stream.write_all(&page)?;
    } else {
        stream.write_all(
            b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
        )?;
    }
    Ok(())
}

/// Whether a request line asks for the page; the query is the page's own business.
fn is_for_page(request: &str) -> bool {
    let mut words = request.split(' ');
    let (method, target) = (words.next(), words.next().unwrap_or_default());
    let path = target.split('?').next();
    method == Some("GET") && matches!(path, Some("/" | "/index.html"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_page_is_served() {
        assert!(is_for_page("GET / HTTP/1.1"));
        assert!(is_for_page("GET /?lang=de HTTP/1.1"));
        assert!(is_for_page("GET /index.html HTTP/1.1"));
        for request in ["GET /Cargo.toml HTTP/1.1", "GET /../ HTTP/1.1", "POST / HTTP/1.1", ""] {
            assert!(!is_for_page(request), "{request}");
        }
    }
}
