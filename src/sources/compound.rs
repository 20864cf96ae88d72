//! The container of Office files before 2007, and of newer ones with a password: named streams in chains of sectors.
//!
//! Every number in it is somebody's claim: each step looks whether what it points at is there, and a chain ends at the latest when it
//! has as many sectors as the file.

use super::package::Fault;

/// The bytes with which such a file begins.
pub const SIGNATURE: [u8; 8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

/// Sector numbers from here on are marks, not places.
const FIRST_MARK: u32 = 0xFFFF_FFFA;

/// Bytes of a small sector, in which short streams are kept.
const SMALL_SECTOR: usize = 64;

/// An opened container.
pub struct Compound<'b> {
    bytes: &'b [u8],
    sector: usize,
    /// For each sector the next one of its chain.
    next: Vec<u32>,
    next_small: Vec<u32>,
    small: Vec<u8>,
    /// Streams shorter than this are kept in small sectors.
    shortest: u64,
    entries: Vec<Entry>,
}

struct Entry {
    name: String,
    start: u32,
    length: u64,
}

impl<'b> Compound<'b> {
    /// Reads the list of streams.
    ///
    /// # Errors
    /// Where the file is damaged or cut off.
    pub fn open(bytes: &'b [u8]) -> Result<Compound<'b>, Fault> {
        let shift = u16_at(bytes, 30).ok_or_else(cut_off)?;
        let sector = match shift {
            9 => 512,
            12 => 4096,
            _ => return Err(Fault::Damaged("its parts are of a size that no program writes".into())),
        };
        let number = |at: usize| u32_at(bytes, at).ok_or_else(cut_off);
        let (first_entry, shortest) = (number(48)?, number(56)?);
        let (first_small, first_list) = (number(60)?, number(68)?);
        let mut compound = Compound {
            bytes,
            sector,
            next: Vec::new(),
            next_small: Vec::new(),
            small: Vec::new(),
            shortest: u64::from(shortest),
            entries: Vec::new(),
        };
        compound.read_chains(first_list)?;
        compound.next_small = numbers(&compound.chain(first_small, usize::MAX)?);
        let entries = compound.chain(first_entry, usize::MAX)?;
        compound.entries = entries.chunks_exact(128).filter_map(|entry| Entry::read(entry, sector)).collect();
        let root = compound.entries.first().map(|root| (root.start, root.length));
        let (start, length) = root.ok_or_else(cut_off)?;
        compound.small = compound.chain(start, usize::try_from(length).unwrap_or(usize::MAX))?;
        Ok(compound)
    }

    /// Whether there is a stream of this name.
    pub fn has(&self, name: &str) -> bool {
        self.entries.iter().any(|entry| entry.name.eq_ignore_ascii_case(name))
    }

    /// The bytes of a stream; none where there is no such stream.
    ///
    /// # Errors
    /// Where the file is damaged or cut off.
    pub fn stream(&self, name: &str) -> Result<Option<Vec<u8>>, Fault> {
        let Some(entry) = self.entries.iter().find(|entry| entry.name.eq_ignore_ascii_case(name)) else {
            return Ok(None);
        };
        let length = usize::try_from(entry.length).map_err(|_| cut_off())?;
        let bytes = if entry.length < self.shortest {
            chain(&self.small, SMALL_SECTOR, 0, &self.next_small, entry.start, length)?
        } else {
            self.chain(entry.start, length)?
        };
        if bytes.len() < length {
            return Err(cut_off());
        }
        Ok(Some(bytes))
    }

    /// Reads which sector follows which: first the sectors that hold the list, then the list.
    fn read_chains(&mut self, first_list: u32) -> Result<(), Fault> {
        let mut places = numbers(self.bytes.get(76..512).ok_or_else(cut_off)?);
        let sectors = self.bytes.len() / self.sector + 1;
        let mut list = first_list;
        let mut lists = 0;
        while list < FIRST_MARK {
            lists += 1;
            if lists > sectors {
                return Err(going_round());
            }
            let mut more = numbers(self.sector_at(list).ok_or_else(cut_off)?);
            list = more.pop().unwrap_or(u32::MAX);
            places.extend(more);
        }
        for place in places.into_iter().filter(|place| *place < FIRST_MARK) {
            if self.next.len() > sectors + self.sector {
                break;
            }
            let sector = self.sector_at(place).ok_or_else(cut_off)?;
            self.next.extend(numbers(sector));
        }
        Ok(())
    }

    /// A sector; the last of a file may be short.
    fn sector_at(&self, number: u32) -> Option<&'b [u8]> {
        sector_of(self.bytes, self.sector, 1, number)
    }

    fn chain(&self, start: u32, length: usize) -> Result<Vec<u8>, Fault> {
        chain(self.bytes, self.sector, 1, &self.next, start, length)
    }
}

impl Entry {
    fn read(bytes: &[u8], sector: usize) -> Option<Entry> {
        let units = bytes.get(..64)?.chunks_exact(2).filter_map(|pair| u16_at(pair, 0));
        let name: Vec<u16> = units.take_while(|unit| *unit != 0).collect();
        let low = u64::from(u32_at(bytes, 120)?);
        // With small sectors the upper half of the length is not used and may hold anything.
        let high = if sector == 512 { 0 } else { u64::from(u32_at(bytes, 124)?) };
        Some(Entry { name: String::from_utf16_lossy(&name), start: u32_at(bytes, 116)?, length: high << 32 | low })
    }
}

/// The bytes of a chain of sectors, `length` of them at most.
fn chain(
    bytes: &[u8],
    sector: usize,
    before: usize,
    next: &[u32],
    start: u32,
    length: usize,
) -> Result<Vec<u8>, Fault> {
    let mut chained = Vec::new();
    let mut number = start;
    let sectors = bytes.len() / sector + 1;
    let mut count = 0;
    while number < FIRST_MARK && chained.len() < length {
        count += 1;
        if count > sectors {
            return Err(going_round());
        }
        let found = sector_of(bytes, sector, before, number).ok_or_else(cut_off)?;
        chained.extend_from_slice(found.get(..found.len().min(length - chained.len())).unwrap_or_default());
        number = next.get(number as usize).copied().ok_or_else(cut_off)?;
    }
    Ok(chained)
}

/// A sector, with `before` of them in front of the first.
fn sector_of(bytes: &[u8], sector: usize, before: usize, number: u32) -> Option<&[u8]> {
    let start = (number as usize).checked_add(before)?.checked_mul(sector)?;
    let end = start.checked_add(sector)?.min(bytes.len());
    bytes.get(start..end).filter(|found| !found.is_empty())
}

fn numbers(bytes: &[u8]) -> Vec<u32> {
    bytes.chunks_exact(4).filter_map(|four| u32_at(four, 0)).collect()
}

/// The number of two bytes at a place.
pub fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let two = bytes.get(at..at.checked_add(2)?)?;
    Some(u16::from_le_bytes(two.try_into().ok()?))
}

/// The number of four bytes at a place.
pub fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    let four = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes(four.try_into().ok()?))
}

fn cut_off() -> Fault {
    Fault::Damaged("it is cut off or damaged".into())
}

fn going_round() -> Fault {
    Fault::Damaged("it is damaged: a chain of its parts never ends".into())
}
