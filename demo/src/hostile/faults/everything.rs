//! All that takes a token: the way in is good, and leads nowhere.

use super::{Fault, Step, Twist, twist};

const fn fault(name: &'static str, about: &'static str, twist: Twist) -> Fault {
    Fault::new(Step::Everything, name, about, twist)
}

pub const FAULTS: &[Fault] = &[
    fault("everything-401", "401 whatever token is sent", twist::unauthorized),
    fault("everything-403-html", "403 and a page", twist::forbidden),
    fault("everything-503-always", "503 each time", twist::unavailable),
    fault("everything-login-page", "200 and a page to log in", twist::login_page),
    fault("everything-redirect-foreign", "a redirect to another origin", twist::redirect_foreign),
];
