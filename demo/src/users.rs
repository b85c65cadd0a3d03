//! Who may do what. The passwords are in the source: this registry holds nothing that is anyone's.

/// An account.
#[derive(Clone, Copy, Debug)]
pub struct User {
    /// The user name; a robot's has a `+`.
    pub name: &'static str,
    /// The password or robot token.
    pub password: &'static str,
    /// What it is for, in words.
    pub about: &'static str,
    /// Whether it may do everything everywhere. Everyone else may read the namespaces `demo` and `acme`.
    is_admin: bool,
}

/// The accounts.
pub const USERS: [User; 4] = [
    User { name: "demo", password: "demo", about: "reads the namespaces demo and acme", is_admin: false },
    User { name: "admin", password: "admin", about: "reads and writes everything", is_admin: true },
    User { name: "demo+robot", password: "robot-secret", about: "a robot account of demo", is_admin: false },
    User {
        name: "müller",
        password: "pässwörd-密码",
        about: "an account whose name and password are not ASCII",
        is_admin: false,
    },
];

/// The namespaces that exist. `public` is readable by everyone, `internal` by the administrator alone.
pub const NAMESPACES: [&str; 4] = ["demo", "acme", "public", "internal"];

/// Finds an account by its name.
#[must_use]
pub fn find(name: &str) -> Option<&'static User> {
    USERS.iter().find(|user| user.name == name)
}

/// Which of `pull` and `push` someone may do in a repository; `None` is someone without an account.
/// Whether the repository exists does not matter, its namespace does: so it is in Quay.
#[must_use]
pub fn may(user: Option<&User>, repository: &str, action: &str) -> bool {
    let namespace = repository.split('/').next().unwrap_or_default();
    if !NAMESPACES.contains(&namespace) {
        return false;
    }
    match user {
        Some(user) if user.is_admin => matches!(action, "pull" | "push"),
        Some(_) => action == "pull" && matches!(namespace, "demo" | "acme" | "public"),
        None => action == "pull" && namespace == "public",
    }
}
