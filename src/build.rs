//! Tells cargo that the embedded templates, charts and pages on findings are part of the program: a new file there means building again.

fn main() {
    println!("cargo:rerun-if-changed=report-templates");
    println!("cargo:rerun-if-changed=charts");
    println!("cargo:rerun-if-changed=data/reference/findings");
}
