//! The objects of a document by number, and its pages.
//!
//! Objects are located by scanning the file, not by its cross-reference tables (xref), which are
//! wrong in many files. Of two objects with the same number the later one is used, as in an
//! incrementally updated document.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use super::ScanError;
use super::budget::Budget;
use super::filter::{self, Data};
use super::object::{Dict, Object, Reader, is_white};

/// Maximum number of objects of a document.
const MOST_OBJECTS: usize = 200_000;
/// Upper bound on the total length of the unpacked object streams, in bytes.
const LONGEST_OBJECT_STREAMS: usize = 64 << 20;
/// Maximum length of a chain of references.
const LONGEST_CHAIN: usize = 16;
/// Maximum number of pages visited without a page tree.
const MOST_PAGES: usize = 1000;
/// Maximum depth of the page tree.
const DEEPEST_TREE: usize = 32;
/// Maximum number of cached objects, and upper bound on the length of each, in bytes.
const MOST_SEEN: usize = 256;
const LARGE: usize = 4096;
/// Maximum number of filters of a stream.
const MOST_FILTERS: usize = 4;

/// The location of an object.
#[derive(Clone, Copy)]
enum ObjectLocation {
    InFile(usize),
    /// The index of an object stream, and the offset in it.
    InStream(usize, usize),
}

/// A PDF document.
pub(super) struct Document<'a> {
    bytes: &'a [u8],
    pub(super) budget: Budget,
    locations: HashMap<u32, ObjectLocation>,
    object_streams: Vec<Data>,
    catalog: Option<Dict>,
    /// The numbers of the page objects, in file order.
    pages: Vec<u32>,
    seen: RefCell<HashMap<u32, Rc<Object>>>,
}

/// A stream: its dictionary, and its data as stored in the file.
#[derive(Clone)]
pub(super) struct Stream<'a> {
    pub(super) dict: Rc<Object>,
    raw: &'a [u8],
}

impl Stream<'_> {
    pub(super) fn get(&self, key: &str) -> Option<&Object> {
        self.dict.dict()?.get(key)
    }
}

/// A page, with its inherited attributes.
pub(super) struct Page {
    pub(super) dict: Rc<Object>,
    pub(super) resources: Rc<Object>,
    pub(super) media_box: Vec<f64>,
}

/// The callback for each page.
pub(super) type Visit<'a> = &'a mut dyn FnMut(&Page) -> Result<(), ScanError>;

/// Data with its filters undone, up to a final filter that encodes a picture.
pub(super) struct Unpacked<'a> {
    pub(super) data: std::borrow::Cow<'a, [u8]>,
    /// The remaining filter, and its parameters.
    pub(super) left: Option<(Vec<u8>, Dict)>,
}

impl<'a> Document<'a> {
    pub(super) fn read(bytes: &'a [u8]) -> Result<Self, ScanError> {
        let mut document = Self {
            bytes,
            budget: Budget::new(),
            locations: HashMap::new(),
            object_streams: Vec::new(),
            catalog: None,
            pages: Vec::new(),
            seen: RefCell::new(HashMap::new()),
        };
        let mut room = LONGEST_OBJECT_STREAMS;
        // All objects are indexed first: the length of an object stream may be a later object.
        let in_file = objects(bytes)?;
        for (number, at) in &in_file {
            document.locations.insert(*number, ObjectLocation::InFile(*at));
        }
        for (number, at) in in_file {
            document.locations.insert(number, ObjectLocation::InFile(at));
            let Some(object) = document.parse(bytes, at)? else { continue };
            let is_object_stream = object
                .dict()
                .and_then(|dict| dict.get("Type"))
                .is_some_and(|it| it.is_name("ObjStm"));
            if is_object_stream {
                document.index_object_stream(number, &mut room)?;
            } else {
                document.note(number, &object);
            }
        }
        document.seen.get_mut().clear();
        Ok(document)
    }

    /// Records the catalog and the pages.
    fn note(&mut self, number: u32, object: &Object) {
        let Some(dict) = object.dict() else { return };
        match dict.get("Type").and_then(Object::name) {
            Some(b"Catalog") => self.catalog = Some(dict.clone()),
            Some(b"Page") if self.pages.len() < MOST_PAGES => self.pages.push(number),
            _ => {}
        }
    }

    fn index_object_stream(&mut self, number: u32, room: &mut usize) -> Result<(), ScanError> {
        let Some(stream) = self.stream(&Object::Reference(number))? else { return Ok(()) };
        let count = |key| stream.get(key).and_then(Object::count);
        let (Some(count), Some(first)) = (count("N"), count("First")) else { return Ok(()) };
        let data = self.unpacked(&stream)?;
        *room = room.checked_sub(data.len()).ok_or(ScanError::TooLarge)?;
        let mut reader = Reader::of_content(&data);
        let mut inside = Vec::new();
        for _ in 0..count {
            let number = reader.next().as_ref().and_then(Object::count);
            let at = reader.next().as_ref().and_then(Object::count);
            let (Some(number), Some(at)) = (number, at) else { break };
            let Ok(number) = u32::try_from(number) else { break };
            inside.push((number, first.saturating_add(at)));
            if inside.len() + self.locations.len() > MOST_OBJECTS {
                return Err(ScanError::TooLarge);
            }
        }
        let index = self.object_streams.len();
        self.object_streams.push(data);
        for (number, at) in inside {
            self.locations.insert(number, ObjectLocation::InStream(index, at));
            if let Some(object) = self.parse(&self.object_streams[index], at)? {
                self.note(number, &object);
            }
        }
        Ok(())
    }

    /// Parses the object at an offset.
    fn parse(&self, bytes: &[u8], at: usize) -> Result<Option<Object>, ScanError> {
        let mut reader = Reader::new(bytes, at.min(bytes.len()));
        let object = reader.next();
        self.budget.take(reader.at() - at.min(bytes.len()))?;
        Ok(object)
    }

    /// Returns an object with all references resolved. A missing object is null.
    pub(super) fn object(&self, object: &Object) -> Result<Rc<Object>, ScanError> {
        let mut object = Rc::new(object.clone());
        for _ in 0..LONGEST_CHAIN {
            let Object::Reference(number) = *object else { return Ok(object) };
            object = self.numbered(number)?;
        }
        Ok(Rc::new(Object::Null))
    }

    fn numbered(&self, number: u32) -> Result<Rc<Object>, ScanError> {
        self.budget.take(16)?;
        if let Some(seen) = self.seen.borrow().get(&number) {
            return Ok(Rc::clone(seen));
        }
        let before = self.budget.left();
        let object = match self.locations.get(&number) {
            None => None,
            Some(ObjectLocation::InFile(at)) => self.parse(self.bytes, *at)?,
            Some(ObjectLocation::InStream(index, at)) => {
                self.parse(&self.object_streams[*index], *at)?
            }
        };
        let object = Rc::new(object.unwrap_or(Object::Null));
        let mut seen = self.seen.borrow_mut();
        // Caching small objects is enough: large ones are rarely read twice.
        if self.budget.left() + LARGE > before {
            if seen.len() >= MOST_SEEN {
                seen.clear();
            }
            seen.insert(number, Rc::clone(&object));
        }
        Ok(object)
    }

    /// Returns an entry of a dictionary with all references resolved.
    pub(super) fn entry(&self, dict: &Dict, key: &str) -> Result<Rc<Object>, ScanError> {
        self.object(dict.get(key).unwrap_or(&Object::Null))
    }

    /// Returns an entry that is a dictionary; an empty one if it is of another type.
    pub(super) fn dict(&self, dict: &Dict, key: &str) -> Result<Dict, ScanError> {
        Ok(self.entry(dict, key)?.dict().cloned().unwrap_or_default())
    }

    /// Returns an entry that is an array of numbers; an element of another type is 0.
    pub(super) fn numbers(&self, dict: &Dict, key: &str) -> Result<Vec<f64>, ScanError> {
        let entry = self.entry(dict, key)?;
        let items = entry.array().unwrap_or_default();
        self.budget.take(items.len())?;
        items.iter().map(|item| Ok(self.object(item)?.number().unwrap_or(0.0))).collect()
    }

    /// Returns the stream that a reference resolves to.
    pub(super) fn stream(&self, reference: &Object) -> Result<Option<Stream<'a>>, ScanError> {
        let mut number = match reference {
            Object::Reference(number) => *number,
            _ => return Ok(None),
        };
        for _ in 0..LONGEST_CHAIN {
            let object = self.numbered(number)?;
            if let Object::Reference(next) = *object {
                number = next;
                continue;
            }
            let Some(ObjectLocation::InFile(at)) = self.locations.get(&number) else {
                return Ok(None);
            };
            return self.stream_at(object, *at);
        }
        Ok(None)
    }

    fn stream_at(&self, object: Rc<Object>, at: usize) -> Result<Option<Stream<'a>>, ScanError> {
        const BEGIN: &[u8] = b"stream";
        const END: &[u8] = b"endstream";
        let Some(dict) = object.dict() else { return Ok(None) };
        let mut reader = Reader::new(self.bytes, at);
        let _ = reader.next();
        reader.skip_white();
        self.budget.take(reader.at() - at)?;
        let Some(rest) = self.bytes[reader.at()..].strip_prefix(BEGIN) else { return Ok(None) };
        let rest = rest.strip_prefix(b"\r").unwrap_or(rest);
        let rest = rest.strip_prefix(b"\n").unwrap_or(rest);
        let claimed =
            self.entry(dict, "Length")?.count().and_then(|length| rest.split_at_checked(length));
        if let Some((raw, after)) = claimed {
            let white = after.iter().take(4).take_while(|byte| is_white(**byte)).count();
            if after[white..].starts_with(END) {
                return Ok(Some(Stream { dict: object, raw }));
            }
        }
        let length = position(rest, END).unwrap_or(rest.len());
        self.budget.take(length)?;
        Ok(Some(Stream { dict: object, raw: &rest[..length] }))
    }

    /// Returns the data of a stream with all filters undone.
    pub(super) fn unpacked(&self, stream: &Stream<'a>) -> Result<Data, ScanError> {
        let Unpacked { data, left } = self.unpacked_to_picture(stream)?;
        if left.is_some() {
            return Err(ScanError::Damaged);
        }
        Ok(Data::new(data.into_owned()))
    }

    /// Returns the data of a stream with its filters undone, up to one that encodes a picture.
    pub(super) fn unpacked_to_picture(
        &self,
        stream: &Stream<'a>,
    ) -> Result<Unpacked<'a>, ScanError> {
        let dict = stream.dict.dict().ok_or(ScanError::Damaged)?;
        self.undone(dict, stream.raw)
    }

    /// Undoes the filters of an inline picture, whose keys may be abbreviated, up to one that
    /// encodes a picture.
    pub(super) fn undone<'b>(&self, dict: &Dict, raw: &'b [u8]) -> Result<Unpacked<'b>, ScanError> {
        let either = |long: &str, short: &str| match dict.get(long) {
            Some(_) => self.entry(dict, long),
            None => self.entry(dict, short),
        };
        let list = |object: Rc<Object>| match &*object {
            Object::Array(items) => items.clone(),
            Object::Null => Vec::new(),
            other => vec![other.clone()],
        };
        let filters = list(either("Filter", "F")?);
        let parameters = list(either("DecodeParms", "DP")?);
        if filters.len() > MOST_FILTERS {
            return Err(ScanError::TooLarge);
        }
        self.budget.take(raw.len())?;
        let mut data = std::borrow::Cow::Borrowed(raw);
        for (index, filter) in filters.iter().enumerate() {
            let filter = self.object(filter)?;
            let name = filter.name().ok_or(ScanError::Damaged)?;
            let given = self.object(parameters.get(index).unwrap_or(&Object::Null))?;
            let given = self.flattened(given.dict())?;
            if matches!(
                name,
                b"DCTDecode" | b"DCT" | b"JPXDecode" | b"JBIG2Decode" | b"CCITTFaxDecode" | b"CCF"
            ) {
                return Ok(Unpacked { data, left: Some((name.to_owned(), given)) });
            }
            let mut undone = filter::undo(name, &given, &data)?;
            self.budget.take(undone.len())?;
            data = std::borrow::Cow::Owned(std::mem::take(&mut *undone));
        }
        Ok(Unpacked { data, left: None })
    }

    /// Returns the numbers and keywords of a dictionary, with references resolved.
    fn flattened(&self, dict: Option<&Dict>) -> Result<Dict, ScanError> {
        let mut flat = Dict::default();
        for (key, object) in dict.into_iter().flat_map(Dict::entries) {
            let value = self.object(object)?;
            if value.number().is_some() || matches!(&*value, Object::Word(_)) {
                flat.set(key, (*value).clone());
            }
        }
        Ok(flat)
    }

    /// Visits the pages in order; in file order if the page tree is broken.
    pub(super) fn pages(&self, visit: Visit<'_>) -> Result<(), ScanError> {
        let nothing = Rc::new(Object::Null);
        let root = Page { dict: Rc::clone(&nothing), resources: nothing, media_box: Vec::new() };
        let mut visited = HashSet::new();
        let mut is_broken = true;
        if let Some(tree) = self.catalog.as_ref().and_then(|catalog| catalog.get("Pages")) {
            let mut visit = |page: &Page| {
                is_broken = false;
                visit(page)
            };
            self.walk(tree, &root, &mut visited, 0, &mut visit)?;
        }
        if is_broken {
            for number in &self.pages {
                visit(&self.inheriting(self.numbered(*number)?, &root)?)?;
            }
        }
        Ok(())
    }

    fn walk(
        &self,
        node: &Object,
        inherited: &Page,
        visited: &mut HashSet<u32>,
        depth: usize,
        visit: Visit<'_>,
    ) -> Result<(), ScanError> {
        if let Object::Reference(number) = node
            && !visited.insert(*number)
        {
            return Ok(());
        }
        let object = self.object(node)?;
        let Some(dict) = object.dict().filter(|_| depth < DEEPEST_TREE) else { return Ok(()) };
        let page = self.inheriting(Rc::clone(&object), inherited)?;
        let kids = self.entry(dict, "Kids")?;
        match kids.array() {
            Some(kids) => {
                kids.iter().try_for_each(|kid| self.walk(kid, &page, visited, depth + 1, visit))
            }
            None => visit(&page),
        }
    }

    fn inheriting(&self, node: Rc<Object>, inherited: &Page) -> Result<Page, ScanError> {
        let Some(dict) = node.dict() else { return Err(ScanError::Damaged) };
        let own = self.entry(dict, "Resources")?;
        let media_box = self.numbers(dict, "MediaBox")?;
        Ok(Page {
            resources: if own.dict().is_some() { own } else { Rc::clone(&inherited.resources) },
            media_box: if media_box.len() == 4 { media_box } else { inherited.media_box.clone() },
            dict: node,
        })
    }
}

/// Returns the number and the offset of each object in the file itself.
fn objects(bytes: &[u8]) -> Result<Vec<(u32, usize)>, ScanError> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(next) = bytes[at..].iter().position(|byte| matches!(byte, b'o' | b's')) {
        at += next;
        let rest = &bytes[at..];
        if rest.starts_with(b"obj") {
            if let Some(number) = number_before(&bytes[..at]) {
                found.push((number, at + 3));
                if found.len() > MOST_OBJECTS {
                    return Err(ScanError::TooLarge);
                }
            }
            at += 3;
        } else if rest.starts_with(b"stream\r") || rest.starts_with(b"stream\n") {
            at += position(rest, b"endstream").map_or(rest.len(), |end| end + 9);
        } else {
            at += 1;
        }
    }
    Ok(found)
}

/// Returns the object number that precedes `0 obj`.
fn number_before(bytes: &[u8]) -> Option<u32> {
    // An object number has at most ten digits, and a generation five.
    let near = &bytes[bytes.len().saturating_sub(32)..];
    let text: String =
        near.iter().map(|&byte| if is_white(byte) { ' ' } else { char::from(byte) }).collect();
    let mut words = text.trim_end_matches(' ').rsplit(' ').filter(|word| !word.is_empty());
    words.next()?.parse::<u32>().ok()?;
    let number = words.next()?;
    let digits = number.len() - number.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    number[number.len() - digits..].parse().ok()
}

/// Returns the offset of the first occurrence of these bytes.
pub(super) fn position(bytes: &[u8], wanted: &[u8]) -> Option<usize> {
    let first = *wanted.first()?;
    let mut at = 0;
    loop {
        at += bytes[at..].iter().position(|&byte| byte == first)?;
        if bytes[at..].starts_with(wanted) {
            return Some(at);
        }
        at += 1;
    }
}
