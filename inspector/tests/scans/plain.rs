//! JSON, YAML, text, pictures, archives, bytes.

use super::*;
use crate::support::published;
use std::io::Write;

#[test]
fn json_on_one_line_gets_lines_and_keeps_its_numbers() {
    let inspection = read(br#"{"a":[1.50,{"b, {":"\"]"}],"c":{},"d":[]}"#);
    let lines = "{\n  \"a\": [\n    1.50,\n    {\n      \"b, {\": \"\\\"]\"\n    }\n  ],\n  \"c\": {},\n  \"d\": []\n}";
    assert_eq!(text(&inspection), lines);
}

#[test]
fn json_that_is_deep_or_long_is_shown_within_bounds() {
    let deep = "[".repeat(1_000_000);
    assert!(text(&read(deep.as_bytes())).len() <= 200_000);
    let long = format!("[{}0]", "0,".repeat(25_000_000));
    let inspection = read(long.as_bytes());
    assert!(text(&inspection).chars().count() <= 200_100);
    assert!(remarks(&inspection).contains("only its beginning"));
}

#[test]
fn logs_and_templates_are_no_broken_json() {
    for bytes in [&b"[INFO] done\n"[..], b"[2024-05-01] done\n", b"{{ .Values.name }}\n"] {
        let inspection = read(bytes);
        assert_eq!((remarks(&inspection).as_str(), text(&inspection).as_bytes()), ("", bytes));
    }
}

#[test]
fn aliases_of_yaml_are_not_followed() {
    let bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n";
    let inspection = read_as("application/yaml", bomb.as_bytes());
    assert_eq!(text(&inspection), bomb);
    assert!(remarks(&inspection).contains("aliases"));
}

#[test]
fn yaml_of_helm_kubectl_and_pyyaml_is_shown_as_it_was_written() {
    for name in ["values.yaml", "lock.yaml", "kubectl.yaml", "pyyaml.yaml"] {
        let bytes = file(name);
        let inspection = read_as("application/x-yaml", &bytes);
        assert_eq!((inspection.report.format.as_str(), text(&inspection).as_bytes()), ("YAML", &bytes[..]), "{name}");
        assert_eq!(remarks(&inspection).contains("aliases"), name == "pyyaml.yaml", "{name}");
    }
}

#[test]
fn json_of_npm_cargo_and_buildah() {
    // These two write a line for each member themselves.
    for bytes in [file("package-lock.json"), published("oci-spec:.cargo_vcs_info.json")] {
        let inspection = read(&bytes);
        assert_eq!((inspection.report.format.as_str(), text(&inspection).as_bytes()), ("JSON", bytes.trim_ascii_end()));
    }
    let bytes = file("index.json");
    let inspection = read(&bytes);
    assert_eq!(text(&inspection).lines().count(), 13, "as many as jq writes");
    let value = |bytes: &[u8]| serde_json::from_slice::<serde_json::Value>(bytes).unwrap();
    assert_eq!(value(text(&inspection).as_bytes()), value(&bytes));
}

#[test]
fn text_of_several_authors() {
    let texts =
        [file("NOTES.txt"), published("oci-spec:LICENSE"), published("tar:README.md"), published("der:src/lib.rs")];
    for bytes in texts {
        let inspection = read(&bytes);
        assert_eq!((remarks(&inspection).as_str(), text(&inspection).as_bytes()), ("", &bytes[..]));
    }
}

#[test]
fn text_is_text_and_svg_is_no_picture() {
    assert_eq!(text(&read(b"Hello.\n")), "Hello.\n");
    let svg = b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>";
    assert_eq!(text(&read_as("image/svg+xml", svg)).as_bytes(), svg);
}

#[test]
fn pictures_are_known_by_their_bytes_and_have_a_size() {
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x02\x80\0\0\x01\xe0\x08\x06\0\0\0";
    let gif = b"GIF89a\x80\x02\xe0\x01\0\0\0";
    let jpeg = b"\xff\xd8\xff\xe0\0\x04ab\xff\xc0\0\x11\x08\x01\xe0\x02\x80\x03";
    let webp = b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\x7f\x02\0\xdf\x01\0";
    for (bytes, media_type) in [(&png[..], "image/png"), (gif, "image/gif"), (jpeg, "image/jpeg"), (webp, "image/webp")]
    {
        let inspection = read_as("text/plain", bytes);
        let body = &inspection.report.sections[0].body;
        assert_eq!(body, &Body::Picture(media_type.to_owned()));
        assert_eq!((fact(&inspection, "Width"), fact(&inspection, "Height")), ("640".to_owned(), "480".to_owned()));
        // Enough to know the kind by, not enough for the size.
        let end = if media_type == "image/gif" { 9 } else { 13 };
        assert!(remarks(&read(&bytes[..end])).contains("ends too early"), "{media_type}");
    }
}

#[test]
fn bytes_are_shown_up_to_a_limit_with_their_size() {
    let inspection = read(&[0xfe; 5_000]);
    assert_eq!(fact(&inspection, "Size"), "5000 bytes");
    assert_eq!(inspection.report.sections[1].body, Body::Hex(vec![0xfe; 2_048]));
}

fn archive(long: &str) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, size) in [("etc/passwd", 5_usize), (long, 700)] {
        let mut header = tar::Header::new_ustar();
        header.set_size(size as u64);
        header.set_mode(0o640);
        header.set_mtime(86_400);
        builder.append_pax_extensions([("path", name.as_bytes())]).unwrap();
        builder.append_data(&mut header, "short", &vec![b'x'; size][..]).unwrap();
    }
    builder.into_inner().unwrap()
}

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    writer.write_all(bytes).unwrap();
    writer.finish().unwrap()
}

#[test]
fn archives_are_listed_packed_or_not() {
    let long = "folder/".repeat(40);
    let bytes = archive(&long);
    for bytes in [gzip(&bytes), bytes] {
        let mut inspection = read(&bytes);
        assert_eq!(fact(&inspection, "Size of the files"), "705 bytes");
        let rows = rows(&mut inspection);
        assert_eq!(rows[0], ["etc/passwd", "5", "0640", "1970-01-02T00:00:00Z", ""]);
        assert_eq!((rows[1][0].as_str(), rows.len()), (long.as_str(), 2));
    }
}

#[test]
fn an_archive_that_is_cut_off_lists_what_is_there() {
    let bytes = archive("b");
    let mut inspection = read(&bytes[..bytes.len() - 1_024 - 900]);
    assert!(remarks(&inspection).contains("not complete"));
    assert_eq!(rows(&mut inspection)[0][0], "etc/passwd");
}

#[test]
fn a_bomb_is_unpacked_to_a_limit_only() {
    let mut header = tar::Header::new_ustar();
    header.set_path("bomb").unwrap();
    header.set_size(8 << 30);
    header.set_cksum();
    let mut writer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    writer.write_all(header.as_bytes()).unwrap();
    let zeros = vec![0; 1 << 20];
    (0..600).for_each(|_| writer.write_all(&zeros).unwrap());
    let inspection = read(&writer.finish().unwrap());
    assert!(remarks(&inspection).contains("Unpacked, it is larger"));
}
