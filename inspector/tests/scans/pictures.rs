//! Pictures that several programs wrote, each 64 pixels wide and 48 high, as `file` and `identify` say.

use super::*;

const PICTURES: [(&str, &str); 10] = [
    ("magick.png", "PNG"),
    ("pillow.png", "PNG"),
    ("magick.jpg", "JPEG"),
    // With a comment before its frame, and a frame that is a progressive one.
    ("progressive.jpg", "JPEG"),
    ("ffmpeg.jpg", "JPEG"),
    ("magick.gif", "GIF"),
    ("pillow.gif", "GIF"),
    ("lossy.webp", "WebP"),
    ("lossless.webp", "WebP"),
    ("alpha.webp", "WebP"),
];

fn is_picture(inspection: &Inspection) -> bool {
    inspection.report.sections.iter().any(|section| matches!(section.body, Body::Picture(_)))
}

fn size(inspection: &Inspection) -> (String, String) {
    (fact(inspection, "Width"), fact(inspection, "Height"))
}

#[test]
fn each_has_its_kind_and_its_size() {
    for (name, format) in PICTURES.into_iter().chain([("pillow.webp", "WebP")]) {
        let inspection = read(&file(name));
        assert_eq!(inspection.report.format, format, "{name}");
        assert_eq!(inspection.report.sections[0].body, Body::Picture(format!("image/{}", format.to_lowercase())));
        assert_eq!(size(&inspection), ("64".to_owned(), "48".to_owned()), "{name}");
    }
}

#[test]
fn what_is_cut_off_has_the_right_size_or_none() {
    for (name, _) in PICTURES {
        let bytes = file(name);
        for end in 0..bytes.len() {
            let inspection = read(&bytes[..end]);
            if is_picture(&inspection) {
                assert_eq!(size(&inspection), ("64".to_owned(), "48".to_owned()), "{name} up to {end}");
            } else {
                // Too little to know the kind by is some bytes; with the kind known it is a broken picture.
                let is_broken = remarks(&inspection).contains("ends too early");
                assert!(is_broken || end < 16, "{name} up to {end}: {}", remarks(&inspection));
            }
        }
    }
}
