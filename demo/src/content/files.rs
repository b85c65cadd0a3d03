//! Layers and configurations.

use super::CREATED;
use flate2::{Compression, GzBuilder};
use serde_json::{Value, json};
use std::io::{self, Write as _};

/// A tar of files, with owner, mode and time of their own nobody, so that it is the same every time.
///
/// # Errors
/// None in memory; the writers' interface has them.
pub fn tar(files: &[(&str, &str)]) -> io::Result<Vec<u8>> {
    let mut archive = tar::Builder::new(Vec::new());
    for (path, content) in files {
        let mut header = tar::Header::new_ustar();
        header.set_size(content.len() as u64);
        header.set_mode(0o644);
        header.set_mtime(0);
        archive.append_data(&mut header, path, content.as_bytes())?;
    }
    archive.into_inner()
}

/// Bytes in gzip's form, without a time in its header.
///
/// # Errors
/// None in memory, as above.
pub fn gzip(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut gz = GzBuilder::new().mtime(0).write(Vec::new(), Compression::best());
    gz.write_all(bytes)?;
    gz.finish()
}

/// An image's configuration (image specification, "OCI Image Configuration").
pub fn config(architecture: &str, variant: Option<&str>, diff_id: &str) -> Value {
    let mut config = json!({
        "created": CREATED,
        "author": "Refscope",
        "architecture": architecture,
        "os": "linux",
        "config": {
            "User": "1001",
            "Env": ["PATH=/usr/local/bin:/usr/bin:/bin", "APP_PORT=8080"],
            "Entrypoint": ["/app/serve"],
            "Cmd": ["--port", "8080"],
            "WorkingDir": "/app",
            "ExposedPorts": {"8080/tcp": {}},
            "Labels": {
                "org.opencontainers.image.source": "https://git.example/demo/app",
                "org.opencontainers.image.version": "1.0"
            }
        },
        "rootfs": {"type": "layers", "diff_ids": [diff_id]},
        "history": [
            {"created": CREATED, "created_by": "COPY app /app"},
            {"created": CREATED, "created_by": "ENTRYPOINT [\"/app/serve\"]", "empty_layer": true}
        ]
    });
    if let Some(variant) = variant {
        config["variant"] = json!(variant);
    }
    config
}
