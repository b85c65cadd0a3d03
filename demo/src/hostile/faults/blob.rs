//! Blobs: configurations and what artifacts hold.

use super::{Fault, Step, Twist, twist};

const fn fault(name: &'static str, about: &'static str, twist: Twist) -> Fault {
    Fault::new(Step::Blob, name, about, twist)
}

pub const FAULTS: &[Fault] = &[
    fault("blob-other-bytes", "bytes of the right number that are others", |_, good| {
        let others = good.body.iter().map(|byte| byte ^ 1).collect::<Vec<_>>();
        good.body(others)
    }),
    fault("blob-longer", "the right bytes, and one more", |_, good| {
        let longer = [good.body.as_slice(), b" "].concat();
        good.body(longer)
    }),
    fault("blob-empty-body", "200 and nothing", twist::empty),
    fault("blob-cut-off", "half of what was announced", twist::cut_off),
    fault("blob-reset-halfway", "half of it, then a reset", twist::reset_halfway),
    fault("blob-endless", "a body without end", twist::endless),
    fault("blob-100-mb", "a body of 100 MB", twist::hundred_mb),
    fault("blob-stalls", "half of it, then nothing more", twist::stalls),
    fault("blob-login-page", "200 and a page to log in", twist::login_page),
    fault("blob-redirect-loop", "a redirect to itself", twist::redirect_loop),
    fault("blob-redirect-foreign", "a redirect to another origin, which has other bytes", twist::redirect_foreign),
    fault("blob-401", "401 whatever token is sent", twist::unauthorized),
    fault("blob-404-html", "404 and a page", twist::missing),
    fault("blob-500-json", "500 in the error envelope", twist::broken),
    fault("blob-503-twice", "503 twice, then all is well", twist::unavailable_twice),
    fault("blob-silent", "the connection is taken, and nothing is said", twist::silent),
];
