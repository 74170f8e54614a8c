//! Faults of one machine whose disks fill up, each on its own: that of the ledger, of the index, of the readings.

use std::{
    fs,
    path::Path,
    process::{Command, Output},
};

use crate::{
    embedded::report,
    program::{Round, said},
};

/// What the program keeps beside the ledger, each of which may lie on a disk of its own.
const FOLDERS: [&str; 3] = ["index", "readings", "ocr"];

/// Mounts a small disk at `$place` below the state's folder `$state`, and what else is kept there at its place; then runs
/// the program. Only what is started here sees these mounts; `$kept` is where all of it lies afterwards.
const ON_SMALL_DISK: &str = r#"
set -e
state=$1 kept=$2 place=$3 size=$4
shift 4
mkdir -p "$state"
if [ "$place" = ledger ]; then
    mount -t tmpfs -o size="$size" none "$state"
fi
for folder in index readings ocr; do
    mkdir -p "$state/$folder"
    if [ "$folder" = "$place" ]; then
        mount -t tmpfs -o size="$size" none "$state/$folder"
    else
        mkdir -p "$kept/$folder"
        mount --bind "$kept/$folder" "$state/$folder"
    fi
done
set +e
"$@"
ended=$?
# The disk goes with the mount; what was written to it is kept, as on a disk.
mkdir -p "$kept/$place"
if [ "$place" = ledger ]; then
    find "$state" -maxdepth 1 -type f -exec cp {} "$kept/ledger" ';'
else
    cp -r "$state/$place/." "$kept/$place"
fi
exit $ended
"#;

#[test]
fn each_disk_may_be_full() {
    let undisturbed = report(&Round::of_two_units());
    for (place, size) in [("ledger", "160k"), ("index", "24k"), ("readings", "16k")] {
        let round = Round::of_two_units();
        let output = on_small_disk(&round, place, size);
        assert_eq!(output.status.code(), Some(1), "{place}: {}", said(&output));
        assert!(said(&output).starts_with("Lỗi:"), "{place}: {}", said(&output));
        put_back(&round);
        assert!(report(&round) == undisturbed, "{place}: with room, it goes on to the same end");
    }
}

/// Puts what lay on all disks on one with room.
fn put_back(round: &Round) {
    let (state, kept) = (round.folder.path().join(".kiemchung"), round.folder.path().join("giu"));
    for folder in FOLDERS {
        if kept.join(folder).metadata().is_ok() {
            // Only a place to mount at, if that.
            let there = state.join(folder);
            fs::create_dir_all(&there).expect("made");
            fs::remove_dir_all(&there).expect("it was made");
            fs::rename(kept.join(folder), there).expect("moved");
        }
    }
    for file in fs::read_dir(kept.join("ledger")).into_iter().flatten().flatten() {
        fs::rename(file.path(), state.join(file.file_name())).expect("moved");
    }
}

/// `check` where one of the disks holds no more than this.
fn on_small_disk(round: &Round, place: &str, size: &str) -> Output {
    let check = round.check(&["--json"]);
    let below = |name: &str| round.folder.path().join(name);
    Command::new("unshare")
        .args(["--mount", "--map-root-user", "bash", "-c", ON_SMALL_DISK, "small-disk"])
        .args([below(".kiemchung").as_path(), below("giu").as_path(), Path::new(place)])
        .args([Path::new(size), Path::new(check.get_program())])
        .args(check.get_args())
        .output()
        .expect("started")
}
