//! Tells cargo that the embedded templates and charts are part of the program: a new file there means building again.

fn main() {
    println!("cargo:rerun-if-changed=report-templates");
    println!("cargo:rerun-if-changed=charts");
}
