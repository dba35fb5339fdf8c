//! The page: mounts [`zookeeper_playground::ui`].

fn main() {
    zookeeper_playground::ui::run();
}
