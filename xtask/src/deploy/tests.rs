use super::*;
use clap::Parser;

#[derive(Parser)]
struct Line {
    #[command(flatten)]
    wishes: Wishes,
}

fn printed(line: &str) -> Result<String, String> {
    let line = Line::try_parse_from(["deploy-file"].into_iter().chain(line.split(' '))).map_err(|e| e.to_string())?;
    print(&Workspace::here(), &line.wishes).map_err(|error| error.to_string())
}

#[test]
fn every_file_is_filled_in_to_the_last_place() {
    for line in [
        "nginx --page https://p.test",
        "caddy --page https://p.test",
        "nginx --page https://p.test --quay https://q.test",
        "caddy --page https://p.test --quay https://q.test",
        "haproxy --page https://p.test --quay https://q.test --inside http://10.0.0.7:8080",
        "nginx --page https://p.test --quay https://q.test --cors --inside http://10.0.0.7",
        "caddy --page https://p.test --quay https://q.test --cors --inside http://10.0.0.7",
        "haproxy --page https://p.test --quay https://q.test --cors --inside http://10.0.0.7",
        "openshift --page https://p.test",
        "openshift --page https://q.test --quay https://q.test",
        "openshift --page https://p.test --quay https://q.test --cors",
        "kubernetes --page https://p.test",
        "kubernetes --page https://q.test --quay https://q.test",
    ] {
        let text = printed(line).unwrap();
        for placeholder in ["page.example", "quay.example", r"quay\.example", ".internal:"] {
            assert!(!text.contains(placeholder), "{line}: {placeholder}\n{text}");
        }
        assert!(text.contains("p.test") || text.contains("q.test"), "{line}");
    }
}

#[test]
fn ports_folders_and_certificates_come_where_they_belong() {
    let wishes = "--page https://p.test:8443/tools/refscope/ --quay https://q.test:9443 --files /srv/page/";
    let pair = "--certificate /c.pem --key /k.pem";
    for (line, parts) in [
        (
            format!("nginx {wishes} {pair}"),
            &[
                "listen 8443 ssl http2;",
                "server_name p.test;",
                "ssl_certificate     /c.pem;",
                "ssl_certificate_key /k.pem;",
                "return 301 https://p.test:8443$request_uri;",
                "location = /tools/refscope {",
                "location /tools/refscope/ {",
                "alias /srv/page/;",
                "alias /srv/page/config.json;",
                "proxy_pass https://q.test:9443;",
                "proxy_set_header Host q.test:9443;",
                "proxy_ssl_name q.test;",
                "proxy_redirect https://q.test:9443/ /;",
            ][..],
        ),
        (
            format!("caddy {wishes} {pair}"),
            &[
                "p.test:8443 {",
                "\ttls /c.pem /k.pem",
                "handle_path /tools/refscope/* {",
                "root * /srv/page\n",
                "reverse_proxy https://q.test:9443 {",
                r#"header_down Location "^https://q\.test:9443/" /"#,
            ],
        ),
        (
            format!("haproxy {wishes} --certificate /both.pem"),
            &[
                "bind :8443 ssl crt /both.pem ",
                "http-request set-header Host q.test:9443",
                "server quay q.test:9443 ssl verify required ca-file /etc/ssl/certs/ca-certificates.crt sni str(q.test) verifyhost q.test",
            ],
        ),
    ] {
        let text = printed(&line).unwrap();
        for part in parts {
            assert!(text.contains(part), "{line}: no `{part}` in\n{text}");
        }
    }
    let text = printed("kubernetes --page https://p.test/tools/scope").unwrap();
    for part in
        ["value: /tools/scope}", "path: /tools/scope\n", "host: p.test\n", "image: registry.example.com/refscope:1.0"]
    {
        assert!(text.contains(part), "no `{part}` in\n{text}");
    }
    let text = printed("haproxy --page https://p.test --quay http://10.1.1.1:8080").unwrap();
    assert!(text.contains("server quay 10.1.1.1:8080\n"), "Quay without TLS: {text}");
}

#[test]
fn what_is_wrong_with_an_address_is_said() {
    for (line, words) in [
        ("nginx --page p.test", "--page p.test: an address begins with https://, such as https://p.test"),
        ("nginx --page http://p.test", "browsers send passwords there, so it has to be https://"),
        ("nginx --page ftp://p.test", "“ftp://” is not a way"),
        ("nginx --page https://p.test/?a=b", "leave out what begins with “?”"),
        ("nginx --page https://p.test/a;b/", "the page's folder “/a;b/” may have letters"),
        ("nginx --page https://p.test/a/../b/", "the page's folder"),
        ("nginx --page https://p.test/v2/", "/v2/ is the registry's"),
        ("nginx --page https://p.test --quay https://q.test/org", "leave out the path “/org”"),
        ("nginx --page https://p.test --quay https://q_;", "is not a host name"),
        ("nginx --page https://p.test --quay https://a@q.test", "user name"),
        ("nginx --page https://p.test --quay https://p.test", "would pass /v2/ on to itself"),
        ("nginx --page https://p.test --quay https://p.test --cors", "leave out --cors"),
        ("nginx --page https://p.test --quay http://q.test --cors", "has to be https://"),
        ("nginx --page https://p.test --quay https://q.test --inside https://x", "by http://"),
        ("nginx --page https://p.test --certificate /c.pem", "--certificate needs --key"),
        ("nginx --page https://p.test --files www", "--files www: give a path from “/” on"),
        ("nginx --page https://p.test --files /", "--files /: give a path"),
        ("nginx --page https://p.test --certificate /c;d --key /k", "--certificate /c;d: give a path"),
        ("nginx --page https://p.test --cors", "--quay"),
        ("haproxy --page https://p.test", "HAProxy serves no files"),
        ("kubernetes --page https://p.test --quay https://q.test --cors", "depends on its controller"),
        ("openshift --page https://p.test --quay https://q.test", "--page https://q.test/refscope/ instead of p.test"),
        ("apache --page https://p.test", "[possible values: nginx, caddy, haproxy, openshift, kubernetes]"),
    ] {
        let error = printed(line).unwrap_err();
        assert!(error.contains(words), "{line}: {error}");
    }
}
