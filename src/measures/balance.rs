//! Do the numbers balance? The children at the start of the period, those who came and those who left, against those at its end.
//!
//! Coming and leaving count a child once, at the first start and the last end, so a child who does either twice makes a difference; so
//! does a return that does not say how a child came or went.

use super::children::{first_start, last_end};
use super::measure::{
    About, Cell, CellsOf, Measured, MeasuredFigure, MeasuredRow, SameAs, Scope, Unit, Value, When, count_column,
};
use crate::dataset::child::Child;
use crate::dataset::fields::Thousandths;
use crate::period::{add_days, in_full};

const SOURCE: &str = "Children looked after return (SSDA903); start, and those who came, less those who left, make the end (conventions F7 and C7.5)";

/// The splits whose total is the number at the end.
pub(super) const SPLITS_OF_END: [&str; 6] = [
    "children_by_age",
    "children_by_sex",
    "children_by_ethnic_group",
    "children_by_legal_status",
    "children_by_placement",
    "children_by_need",
];

/// A figure that is one of the four numbers: hidden where the balance would give it away, and there with it.
pub fn as_cell(row: &str, figure: MeasuredFigure) -> MeasuredFigure {
    MeasuredFigure { numerator_cells: Some(CellsOf::new(TABLE, "children", &[row])), ..figure }
}

/// The table of the four numbers.
const TABLE: &str = "children_balance";

const BALANCE: About = About {
    id: TABLE,
    label: "{Children} at the start and the end of {period}",
    definition: "Children in care on the day before the period, children who came into care in it, children who left care in it, each counted once, and children in care on its last day.",
    source: SOURCE,
    when: When::During,
    protected: true,
};

const DIFFERENCE: About = About {
    id: "children_balance_difference",
    label: "Difference between the children expected and counted at {end}",
    definition: "How far the number in care at the end is from the number at the start, and those who came, less those who left. Each child who came or left more than once makes a difference of one or more, and each whose coming or leaving the return does not say.",
    source: SOURCE,
    when: When::During,
    // The difference follows from four numbers that are published; the reasons are counts of children.
    protected: true,
};

/// The balance of the period.
pub fn measures(scope: &Scope<'_>) -> Vec<Measured> {
    if !scope.dataset.has_episodes_for(scope.period) {
        let why = "the year's Episodes table was not given";
        return vec![
            Measured::Table(scope.no_table(&BALANCE, why)),
            Measured::Figure(scope.not_available(&DIFFERENCE, Unit::Count, why)),
        ];
    }
    let mut whole = Counted::default();
    let (mut more_than_once, mut not_said) = (0, 0);
    for child in &scope.dataset.children {
        let of_child = Counted::of(child, scope);
        let off = of_child.difference();
        let times = |holds: &dyn Fn(&crate::dataset::episode::PeriodOfCare) -> bool| {
            child.periods.iter().filter(|period| holds(period)).count()
        };
        let starts = times(&|period| period.start_known && scope.period.contains(period.first_day));
        let ends = times(&|period| period.left_care && period.ended_on.is_some_and(|day| scope.period.contains(day)));
        if starts > 1 || ends > 1 {
            more_than_once += off;
        } else {
            not_said += off;
        }
        whole.add(of_child);
    }
    let difference = whole.difference();
    let count = |number: i64| u64::try_from(number).unwrap_or(0);

    let mut table = scope.table(&BALANCE, "Children", vec![count_column("children", "Children")]);
    table.adds_down = false;
    table.rows = [
        ("start", "In care at the start of the year".to_string(), whole.start),
        ("came", "Came into care during the year".to_string(), whole.came),
        ("left", "Left care during the year".to_string(), whole.left),
        ("end", format!("In care at {}", in_full(scope.period.to)), whole.end),
    ]
    .map(|(key, label, number)| MeasuredRow {
        key: key.into(),
        label,
        total: false,
        parent: None,
        cells: vec![Cell::Count(count(number))],
    })
    .into();
    let total_of = |row: &str, table: &str| SameAs::Cell {
        cell: (row.into(), "children".into()),
        table: table.into(),
        rows: vec!["total".into()],
        other: "children".into(),
    };
    table.same_as = SPLITS_OF_END.iter().map(|split| total_of("end", split)).collect();
    table.same_as.push(total_of("came", "children_starting_by_age"));
    let mut figure = scope.figure(&DIFFERENCE, Unit::Count, Value::Amount(Thousandths(difference * 1000)));
    for (reason, number) in [
        ("came into care or left care more than once in the period", more_than_once),
        ("the return does not say how a child came or went", not_said),
    ] {
        if number > 0 {
            figure.left_out.insert(reason.into(), number);
        }
    }
    vec![Measured::Table(table), Measured::Figure(figure)]
}

/// Whether a child's coming and leaving do not make out whether the child was in care at the end.
pub(super) fn is_out(child: &Child, scope: &Scope<'_>) -> bool {
    Counted::of(child, scope).difference() > 0
}

/// The four numbers, of one child or of all.
#[derive(Debug, Clone, Copy, Default)]
struct Counted {
    start: i64,
    came: i64,
    left: i64,
    end: i64,
}

impl Counted {
    fn of(child: &Child, scope: &Scope<'_>) -> Counted {
        let period = scope.period;
        Counted {
            start: i64::from(child.episode_on(add_days(period.from, -1)).is_some()),
            came: i64::from(first_start(child, scope).is_some()),
            left: i64::from(last_end(child, scope).is_some()),
            end: i64::from(child.episode_on(period.to).is_some()),
        }
    }

    /// How far the end is from what the others make.
    fn difference(self) -> u64 {
        self.end.abs_diff(self.start + self.came - self.left)
    }

    fn add(&mut self, other: Counted) {
        self.start += other.start;
        self.came += other.came;
        self.left += other.left;
        self.end += other.end;
    }
}
