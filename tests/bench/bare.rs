//! The pages that Refscope is measured beside: written by hand in `benches/bare/`, served by the same server from
//! where it finds them compressed, as it finds Refscope's own files.

use super::site::BARE;
use std::fs;
use std::io::Write as _;
use std::path::Path;

/// Puts them where the server looks for them.
pub fn lay_out() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/bare");
    fs::create_dir_all(BARE).unwrap();
    for entry in fs::read_dir(source).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let bytes = fs::read(&path).unwrap();
        if name == "form.html" {
            put("styled.html", &styled(&bytes));
        }
        put(&name, &bytes);
    }
}

fn put(name: &str, bytes: &[u8]) {
    fs::write(Path::new(BARE).join(name), bytes).unwrap();
    fs::write(Path::new(BARE).join(format!("{name}.br")), brotli(bytes)).unwrap();
}

/// The same form with a style sheet.
fn styled(form: &[u8]) -> Vec<u8> {
    let form = std::str::from_utf8(form).unwrap();
    let styled = form.replace("</title>", "</title>\n  <link rel=\"stylesheet\" href=\"form.css\">");
    assert_ne!(styled, form);
    styled.into_bytes()
}

/// As `cargo xtask dist` compresses the page.
fn brotli(bytes: &[u8]) -> Vec<u8> {
    let parameters = brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
    let mut writer = brotli::CompressorWriter::with_params(Vec::new(), 1 << 16, &parameters);
    writer.write_all(bytes).unwrap();
    writer.into_inner()
}
