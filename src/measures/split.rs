//! The tables that count a figure's records by one characteristic or by two.

use super::characteristic::{Characteristic, Reader, Source};
use super::measure::{
    Base, By, Cell, Content, Measured, MeasuredColumn, MeasuredFigure, MeasuredRow, MeasuredTable, PartsOf, SameAs,
    Value, count_column, percent_of_total,
};
use super::records::{Record, Standing, Thing};
use std::collections::BTreeMap;

/// What a table of a figure's parts is called and says.
pub struct Titled {
    /// The id.
    pub id: String,
    /// The title.
    pub title: String,
    /// The noun of what is counted: key and label of the column.
    pub noun: (&'static str, &'static str),
    /// The label of the column of those counted where others stand beside them.
    pub counted: String,
    /// Its label where nothing stands beside them; none for the noun's.
    pub alone: Option<String>,
}

/// The records of a figure by one characteristic.
///
/// The columns: those counted; for a share the rest of the base; where the figure is about a part of things only, those outside it;
/// then all of them. So every number that a reader could work out from another table stands in it and is protected with it.
pub fn one_way<'a>(
    reader: &Reader<'a>,
    figure: &MeasuredFigure,
    records: &[Record<'a>],
    by: &Characteristic,
    titled: &Titled,
) -> MeasuredTable {
    let rows = Rows::of(reader, records.iter(), by);
    let has = |wanted: &dyn Fn(&Standing) -> bool| {
        records.iter().any(|record| !is_unread(record) && wanted(&record.standing))
    };
    let is_share = matches!(figure.value, Value::Share { .. });
    let with_outside = has(&|standing| matches!(standing, Standing::Outside | Standing::LeftOut(_)));
    let mut columns = Vec::new();
    let alone = !is_share && !with_outside;
    columns.push(if alone {
        count_column(titled.noun.0, titled.alone.as_deref().unwrap_or(titled.noun.1))
    } else {
        count_column("counted", &titled.counted)
    });
    if is_share {
        columns.push(count_column("other", "Other"));
    }
    if with_outside {
        columns.push(count_column("outside", if is_share { "Not in the base" } else { "Not counted" }));
    }
    if !alone {
        columns.push(count_column("all", "All"));
    }
    let all = columns.len() - 1;
    columns.push(if alone {
        percent_of_total(0)
    } else {
        let base = if is_share { vec![0, 1] } else { vec![all] };
        MeasuredColumn {
            key: "percent".into(),
            label: "Percent".into(),
            content: Content::Percent { of: vec![0], base: Base::Columns(base) },
        }
    });
    let column = |standing: &Standing| match standing {
        Standing::Counted => 0,
        Standing::Rest => 1,
        Standing::LeftOut(_) | Standing::Outside => all.saturating_sub(1),
    };
    let mut table = table_of(figure, by, titled, columns);
    table.adds_down = !rows.several;
    table.total_column = (!alone).then_some(all);
    table.by = if alone { By::down(&by.key) } else { By::both(&by.key, &figure.id) };
    let width = all + 1;
    let cells = |counts: Vec<u64>| counts.into_iter().map(Cell::Count).chain([Cell::Derived]).collect::<Vec<_>>();
    let mut counts = vec![vec![0u64; width]; rows.heads.len()];
    let mut total = vec![0u64; width];
    for (record, of_record) in records.iter().filter(|record| !is_unread(record)).zip(&rows.of_record) {
        let add = |counts: &mut Vec<u64>| {
            counts[column(&record.standing)] += 1;
            if !alone {
                counts[all] += 1;
            }
        };
        for row in of_record {
            add(&mut counts[*row]);
        }
        add(&mut total);
    }
    table.rows = rows
        .heads
        .into_iter()
        .zip(counts)
        .map(|((key, label), counts)| MeasuredRow { key, label, total: false, parent: None, cells: cells(counts) })
        .collect();
    table.rows.push(MeasuredRow {
        key: "total".into(),
        label: "Total".into(),
        total: true,
        parent: None,
        cells: cells(total),
    });
    let given = if alone {
        vec![titled.noun.0.to_string()]
    } else if is_share {
        vec!["counted".into(), "other".into()]
    } else {
        vec!["counted".into()]
    };
    table.parts_of = vec![PartsOf { figure: figure.id.clone(), columns: given }];
    table
}

/// The records of a count by two characteristics: the first down, the second across, each with its total. `margins` are the ids of the
/// tables by each of them alone, whose numbers are the totals.
pub fn two_way<'a>(
    reader: &Reader<'a>,
    figure: &MeasuredFigure,
    records: &[Record<'a>],
    (down, across): (&Characteristic, &Characteristic),
    titled: &Titled,
    margins: (&str, &str),
) -> MeasuredTable {
    let counted: Vec<&Record<'a>> = records.iter().filter(|record| record.standing == Standing::Counted).collect();
    let rows = Rows::of(reader, counted.iter().copied(), down);
    let columns = Rows::of(reader, counted.iter().copied(), across);
    let total_column = columns.heads.len();
    let total_row = rows.heads.len();
    let heads =
        columns.heads.iter().map(|(key, label)| count_column(key, label)).chain([count_column("total", "Total")]);
    let mut table = table_of(figure, down, titled, heads.collect());
    table.total_column = (!columns.several).then_some(total_column);
    table.adds_down = !rows.several;
    table.by = By::both(&down.key, &across.key);
    let mut counts = vec![vec![0u64; total_column + 1]; total_row + 1];
    for (of_row, of_column) in rows.of_record.iter().zip(&columns.of_record) {
        for row in of_row.iter().chain([&total_row]) {
            for column in of_column.iter().chain([&total_column]) {
                counts[*row][*column] += 1;
            }
        }
    }
    table.rows = rows
        .heads
        .into_iter()
        .chain([("total".to_string(), "Total".to_string())])
        .zip(counts)
        .enumerate()
        .map(|(at, ((key, label), counts))| MeasuredRow {
            key,
            label,
            total: at == total_row,
            parent: None,
            cells: counts.into_iter().map(Cell::Count).collect(),
        })
        .collect();
    table.same_as = vec![
        SameAs::Column { column: "total".into(), table: margins.0.into(), other: titled.noun.0.into() },
        SameAs::TotalRow { table: margins.1.into(), other: titled.noun.0.into() },
    ];
    table.parts_of = vec![PartsOf { figure: figure.id.clone(), columns: vec!["total".into()] }];
    table
}

fn table_of(
    figure: &MeasuredFigure,
    by: &Characteristic,
    titled: &Titled,
    columns: Vec<MeasuredColumn>,
) -> MeasuredTable {
    MeasuredTable {
        id: titled.id.clone(),
        title: titled.title.clone(),
        definition: figure.definition.clone(),
        source: figure.source.clone(),
        when: figure.when,
        corner: by.label.clone(),
        columns,
        left_out: figure.left_out.clone(),
        protected: figure.protected,
        ..MeasuredTable::default()
    }
}

fn is_unread(record: &Record<'_>) -> bool {
    matches!(record.thing, Thing::Unread(_))
}

/// Words that say that nothing is known.
fn is_no_word(word: &str) -> bool {
    matches!(word.to_lowercase().as_str(), "unknown" | "not known" | "not recorded")
}

/// The rows of a table by a characteristic, and for each record those that it belongs to.
struct Rows {
    heads: Vec<(String, String)>,
    of_record: Vec<Vec<usize>>,
    /// Whether a record belongs to several, so that the rows do not add up.
    several: bool,
}

impl Rows {
    /// Fixed groups with zeros and a row for what is not known; else the words listed, then those found by name, and that row where it is
    /// needed.
    fn of<'r, 'a: 'r>(reader: &Reader<'a>, records: impl Iterator<Item = &'r Record<'a>>, by: &Characteristic) -> Rows {
        let has: Vec<Vec<String>> =
            records.filter(|record| !is_unread(record)).map(|record| reader.has(&record.thing, by).keys).collect();
        let same = |word: &str| word.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        let mut heads = by.groups.clone().unwrap_or_else(|| {
            // Of several spellings the first in alphabetical order, so that the order of rows does not matter.
            let mut found: BTreeMap<String, String> = BTreeMap::new();
            for word in has.iter().flatten().filter(|word| !is_no_word(word)) {
                let spelling = found.entry(same(word)).or_insert_with(|| word.clone());
                if word < spelling {
                    spelling.clone_from(word);
                }
            }
            let head = |word: String| {
                let label = crate::text::capitalised(&word);
                // The row of that name is the sum of the others.
                (if same(&word) == "total" { format!("the word {word}") } else { word }, label)
            };
            let listed: Vec<String> = by.listed.iter().filter(|word| !is_no_word(word)).cloned().collect();
            for word in &listed {
                found.remove(&same(word));
            }
            listed.into_iter().chain(found.into_values()).map(head).collect()
        });
        let place: BTreeMap<String, usize> =
            heads.iter().enumerate().map(|(at, (key, _))| (same(key.trim_start_matches("the word ")), at)).collect();
        let unknown = heads.len();
        let mut several = false;
        let of_record: Vec<Vec<usize>> = has
            .iter()
            .map(|keys| {
                let mut rows: Vec<usize> = keys.iter().filter_map(|key| place.get(&same(key)).copied()).collect();
                rows.sort_unstable();
                rows.dedup();
                several |= rows.len() > 1;
                if rows.is_empty() { vec![unknown] } else { rows }
            })
            .collect();
        if by.groups.is_some() || of_record.iter().any(|rows| rows.contains(&unknown)) {
            heads.push((by.unknown.0.into(), by.unknown.1.into()));
        }
        Rows { heads, of_record, several }
    }
}

/// A table that was asked for, before it is linked with others that show the same numbers.
pub struct Asked {
    /// The table.
    pub table: MeasuredTable,
    /// Whose things it tells apart, and by what.
    pub of: (Source, String),
    /// The column that counts all things of the source, where there is one.
    pub all: Option<String>,
    /// The column of those outside the base, and the name of the base where other figures share it.
    pub outside: Option<String>,
}

/// Links each table's column of all things with the first table that shows the same.
pub fn linked(asked: Vec<Asked>, measures: &[Measured]) -> Vec<MeasuredTable> {
    let mut first: BTreeMap<(String, String, String), (String, String)> = BTreeMap::new();
    let built_in = [
        ("children", "age", "children_by_age"),
        ("children", "sex", "children_by_sex"),
        ("children", "ethnic_group", "children_by_ethnic_group"),
        ("children", "legal_status", "children_by_legal_status"),
        ("children", "placement", "children_by_placement"),
        ("children", "need", "children_by_need"),
        ("reviews", "order", "reviews_by_order"),
        ("reviews", "participation", "participation_by_code"),
    ];
    for (source, by, table) in
        built_in.into_iter().filter(|(.., table)| measures.iter().any(|known| known.id() == *table))
    {
        first.insert((source.into(), by.into(), String::new()), (table.into(), source.into()));
    }
    let mut tables = Vec::new();
    for Asked { mut table, of: (source, by), all, outside } in asked {
        let things = match &source {
            Source::Survey(id) | Source::Own(id) => format!("{}:{id}", source.noun().0),
            Source::ChildrenDuringPeriod => "during".into(),
            other => other.noun().0.to_string(),
        };
        let columns =
            [(all, String::new()), (outside.is_some().then(|| "outside".to_string()), outside.unwrap_or_default())];
        for (column, base) in columns {
            let Some(column) = column else { continue };
            match first.get(&(things.clone(), by.clone(), base.clone())) {
                Some((other, there)) => {
                    table.same_as.push(SameAs::Column { column, table: other.clone(), other: there.clone() })
                }
                None => {
                    first.insert((things.clone(), by.clone(), base), (table.id.clone(), column));
                }
            }
        }
        tables.push(table);
    }
    // Reviews outside the base of those on time are those that cannot be judged, by whatever they are told apart.
    let not_judged: Vec<String> = tables.iter().map(|table| table.id.clone()).collect();
    for table in &mut tables {
        let other = table.id.strip_prefix("reviews_held_on_time_by_").map(|by| format!("reviews_not_judged_by_{by}"));
        if let Some(other) = other.filter(|other| not_judged.contains(other)) {
            let column = "outside".to_string();
            table.same_as.push(SameAs::Column { column, table: other, other: "counted".into() });
        }
    }
    tables
}
