//! The form: bad input, pasting, prefilling, the keyboard, the Basic header.

use super::page::{Page, with_page};
use thirtyfour::TypingData;
use thirtyfour::prelude::*;

#[tokio::test(flavor = "multi_thread")]
async fn the_basic_header_is_built_as_one_types() {
    with_page(async |page: Page| {
        for (user, password, header) in [
            ("demo", "demo", "Basic ZGVtbzpkZW1v"),
            // RFC 7617 §2.1, and characters beyond Latin.
            ("test", "123£", "Basic dGVzdDoxMjPCow=="),
            ("müller", "pässwörd-密码", "Basic bcO8bGxlcjpww6Rzc3fDtnJkLeWvhueggQ=="),
            ("demo+robot", "a:b", "Basic ZGVtbytyb2JvdDphOmI="),
        ] {
            page.type_into("user", user).await;
            page.type_into("password", password).await;
            assert!(page.text("#basic-value").await.starts_with("••••"), "masked until one asks");
            page.press("#basic-reveal").await;
            assert_eq!(page.text("#basic-value").await, header);
            page.press("#basic-reveal").await;
            let command = page.content("#basic-command").await;
            assert_eq!(command, format!("echo -n '{user}:<password>' | base64 -w0"));
        }
        page.press("#step-basic .command summary").await;
        page.press("#basic-command-real").await;
        assert_eq!(page.text("#basic-command").await, "echo -n 'demo+robot:a:b' | base64 -w0");

        page.type_into("user", "a:b").await;
        page.press("#look").await;
        let error = page.text("#user-error").await;
        assert!(error.contains("cannot contain “:”") && error.contains("RFC 7617"), "{error}");
        assert_eq!(page.state("basic").await, "idle");
        assert_eq!(page.demo.requests().len(), 0, "nothing was sent");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_that_is_not_ascii_gets_in() {
    with_page(async |page: Page| {
        page.fill("demo/app", "1.0", "müller", "pässwörd-密码").await;
        page.look().await;
        assert_eq!(page.state("referrers").await, "done");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_reference_pasted_anywhere_fills_the_form() {
    with_page(async |page: Page| {
        let digest = page.demo.content().image("demo/app", "1.0").unwrap().digest.clone();
        for (id, text, expected) in [
            ("registry", "quay.io/org/team/app:1.0".to_owned(), ["quay.io", "org/team/app", "1.0"]),
            ("repository", format!("127.0.0.1:5000/demo/app@{digest}"), ["127.0.0.1:5000", "demo/app", &digest]),
            ("reference", "docker://quay.io/org/app:2".to_owned(), ["quay.io", "org/app", "2"]),
            ("password", "registry.example:5000/a/b:3".to_owned(), ["registry.example:5000", "a/b", "3"]),
        ] {
            page.paste(id, &text).await;
            for (field, value) in ["registry", "repository", "reference"].into_iter().zip(expected) {
                assert_eq!(page.value(field).await, value, "{text}: {field}");
            }
        }
        assert_eq!(page.value("password").await, "");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_address_bar_fills_the_form_but_never_the_password() {
    with_page(async |page: Page| {
        page.open("/?registry=127.0.0.1:5000&repository=demo/app&tag=1.0&user=eve&password=secret").await;
        let values = [page.value("registry").await, page.value("repository").await, page.value("reference").await];
        assert_eq!(values, ["127.0.0.1:5000", "demo/app", "1.0"]);
        assert_eq!((page.value("user").await.as_str(), page.value("password").await.as_str()), ("", ""));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_input_is_said_beside_its_field() {
    with_page(async |page: Page| {
        page.press("#look").await;
        let error = page.text("#registry-error").await;
        assert!(error.starts_with("Enter the registry's host name"), "{error}");
        let focused = page.script("return document.activeElement.id").await;
        assert_eq!(focused, "registry", "the first field at fault has the focus");
        for (id, text, part) in [
            ("registry", "ftp://x", "is not a way to reach a registry"),
            ("registry", "x/y", "follows the host name"),
            ("repository", "Demo/App", "all lower-case"),
            ("reference", "sha256:zz", "is not a digest"),
        ] {
            page.type_into(id, text).await;
            let error = page.text(&format!("#{id}-error")).await;
            assert!(error.contains(part), "{text}: {error}");
            assert_eq!(page.find(&format!("#{id}")).await.attr("aria-invalid").await.unwrap().as_deref(), Some("true"));
        }
        assert_eq!(page.demo.requests().len(), 0);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_works_by_keyboard() {
    with_page(async |page: Page| {
        let keys = async |keys: TypingData| {
            page.driver.active_element().await.unwrap().send_keys(keys).await.unwrap();
        };
        page.press("#registry").await;
        let tab = Key::Tab.value();
        let host = page.demo.host();
        // Between the tag and the user name lies the button that lists the tags.
        keys(format!("{host}{tab}demo/app{tab}1.0{tab}{tab}demo{tab}demo").into()).await;
        keys(Key::Enter + "").await;
        page.ended().await;
        assert_eq!(page.state("referrers").await, "done");
        // On by Tab to the button that reveals the header, and pressed by Space.
        page.until("the focus on the button that reveals", async || {
            let focused = page.script("return document.activeElement.id").await;
            if focused == "basic-reveal" {
                return Some(());
            }
            keys(Key::Tab + "").await;
            None
        })
        .await;
        keys(" ".into()).await;
        assert_eq!(page.text("#basic-value").await, "Basic ZGVtbzpkZW1v");
        assert_eq!(page.script("return document.activeElement.id").await, "basic-reveal", "the focus stays");
    })
    .await;
}
