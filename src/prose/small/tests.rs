//! Sentences that give a small number away, and sentences with small numbers that do not, on a folder of 58 children.

use crate::disclosure::Edition;
use crate::report;
use std::fs;
use std::path::Path;

/// Codes of this check.
const CODES: [&str; 3] = ["typed-number-hidden", "small-number-typed", "small-number-words"];

/// 58 children in care, each with one review, the last two of them late, and three disputes: lateness and disputes are hidden.
fn folder(order: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path(), "report.yaml", &format!("format: 1\nauthority: Example Council\nperiod: 2025-26\n{order}"));
    let mut episodes = String::from("CHILD,DECOM,RNE,LS,CIN,PLACE,DEC,REC\n");
    let mut reviews = String::from("CHILD,DOB,REVIEW,REVIEW_CODE\n");
    for child in 1..=58 {
        episodes.push_str(&format!("{child},01/04/2025,S,C2,N1,U6,,\n"));
        // Due on 1 May 2025, twenty working days after the start.
        let day = if child <= 56 { "29/04/2025" } else { "30/05/2025" };
        reviews.push_str(&format!("{child},01/01/2015,{day},PN1\n"));
    }
    write(folder.path(), "data/ssda903/2025-26/episodes.csv", &episodes);
    write(folder.path(), "data/ssda903/2025-26/reviews.csv", &reviews);
    write(
        folder.path(),
        "data/disputes.csv",
        "dispute,kind,raised_on,themes\nD1,formal,2025-05-02,Delay\nD2,formal,2025-06-02,Delay\nD3,formal,2025-07-02,Placement\n",
    );
    folder
}

fn write(folder: &Path, file: &str, text: &str) {
    let path = folder.join(file);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn found_in(folder: &Path, edition: Edition) -> Vec<(&'static str, String)> {
    let counted = report::count(folder, edition).unwrap().unwrap();
    crate::prose::check(&counted.order, &counted.sources, &counted.dataset, &counted.figures)
        .unwrap()
        .into_iter()
        .filter(|finding| CODES.contains(&finding.code))
        .map(|finding| (finding.code, finding.place.to_string()))
        .collect()
}

/// The codes found in each sentence, each a paragraph of its own.
fn codes(sentences: &[&str], order: &str) -> Vec<Vec<&'static str>> {
    let folder = folder(order);
    write(folder.path(), "narrative/profile.md", &sentences.join("\n\n"));
    let found = found_in(folder.path(), Edition::Public);
    let of = |at: usize| format!("narrative/profile.md, row {}", 2 * at + 1);
    (0..sentences.len())
        .map(|at| found.iter().filter(|(_, place)| *place == of(at)).map(|(code, _)| *code).collect())
        .collect()
}

/// Sentences that state a small number of children, their families, reviews, disputes or answers.
const GIVE: [&str; 57] = [
    "Two children moved out of the county.",
    "One dispute went to Cafcass.",
    "A single review was held late.",
    "There were 3 girls under five.",
    "Both boys have a permanent home.",
    "The only late review was held in May.",
    "Neither child wished to attend.",
    "All but one of the reviews were on time.",
    "All children but two gave their views.",
    "A couple of disputes were not resolved.",
    "Twins came into care in March.",
    "4 unaccompanied young people arrived.",
    "Of the 58 reviews, two were late.",
    "In three cases the plan was changed.",
    "Three of the children who left were adopted.",
    "58 children were in care. Two of them were girls.",
    "56 of 58 reviews were on time.",
    "About 3% of our 58 children have no plan.",
    "Reviews held late: 2.",
    "The number of disputes was three.",
    "Late reviews (2) were all in the East.",
    "Two or three children wanted no meeting.",
    "We counted 1 child with no named officer.",
    "Only one baby came into care.",
    "One mother and two fathers did not come.",
    "Three reviews had no report.",
    "Apart from one child everyone has a health plan.",
    "All except two reviews were chaired by the named officer.",
    "None but one of the disputes was upheld.",
    "The sole dispute about money took nine weeks.",
    "Just two families asked for another date.",
    "Four late reviews were due to illness.",
    "Two very young children waited for a placement.",
    "There was one formal escalation.",
    "One parent and one child answered the survey.",
    "We heard from two respondents.",
    "3 of 58 children had no passport.",
    "2 brothers live apart.",
    "Two sibling groups were separated.",
    "98% of 58 reviews had a report.",
    "Two children's reviews were late.",
    "58 reviews were held. Two were late.",
    "**One** child was missed.",
    "Reviews of two girls were late.",
    "The dispute process was used for 2 children.",
    "One boy's review was late.",
    "No more than two children waited.",
    "Another two children left in March.",
    "A pair of siblings was split.",
    "One unaccompanied asylum-seeking child came in June.",
    "Officers raised 24 concerns, and two disputes followed.",
    "Of the disputes raised by officers, three were upheld.",
    "We heard of one placement that broke down twice.",
    "Her dispute was one of only three disputes.",
    "Two to four children will leave in May.",
    "Between one and three young people were missing.",
    "Children waited: two since May, one since June.",
];

/// Sentences with small numbers of other things, or with no number at all.
const GIVE_NOT: [&str; 60] = [
    "Two of the six sections were weak.",
    "One of our priorities is time.",
    "Both the Head of Service and the board agreed.",
    "The only way is to book at once.",
    "Three-monthly meetings are held.",
    "One in five children lives outside the county.",
    "A reply is due within four working days.",
    "The second review is held within three months.",
    "One child, one plan.",
    "We held two workshops for carers of children.",
    "Two officers left and one post is vacant.",
    "A child should meet one officer, not three.",
    "Children aged two to four are the largest group.",
    "Children under one need a quick plan.",
    "Children with three or more placements are few.",
    "Each officer observes two reviews a year.",
    "Section 3 of the Act covers all children.",
    "Table 2 shows the reviews.",
    "On 1 April the children were counted.",
    "Both children and parents want shorter meetings.",
    "Either the child or the officer opens the meeting.",
    "The board met three times.",
    "Two thirds of children gave views, and three quarters of reviews had a report.",
    "Nine out of ten children know their officer.",
    "From one review to the next the plan should move.",
    "The officer sees one child at a time.",
    "Four recommendations for children follow.",
    "We will trial reviews in two parts.",
    "Not only children but also parents were asked.",
    "The only children's home in the county is ours.",
    "One children's home closed.",
    "Two team managers read the reviews.",
    "One care plan audit is done each winter.",
    "Stage 2 disputes take longer.",
    "Year 6 children were asked.",
    "A small number of children moved.",
    "Fewer than five children moved.",
    "58 reviews were held.",
    "Neither the board nor the service can settle it.",
    "The one-page guide is for young children.",
    "Officers must hold two reviews in the first four months.",
    "Once a child comes into care, the review is booked.",
    "One year on, children see the difference.",
    "The two areas, East and West, have their own reviews.",
    "Two new members of the Children in Care Council helped.",
    "One way to hear children is to ask.",
    "We trained three social workers to chair reviews.",
    "Two days before each review a form is sent.",
    "One third of the reviews took place at school.",
    "Priority 1: children are heard.",
    "The target is one visit to every child.",
    "The first is time; the second is children's voice.",
    "One of the children's homes has closed.",
    "The two of us read all reviews.",
    "Reviews have three parts: the child, the plan and the date.",
    "More than one child told us that meetings are long.",
    "Two actions for children are done, and one review of the policy is under way.",
    "Four of the seven priorities are about reviews.",
    "For the child this is one move too many, and for the officer one thing more to do.",
    "The board has read two annual reports on disputes.",
];

/// The same in other words, as reports have them.
const GIVE_TOO: [&str; 24] = [
    "During the year just one young person went missing from placement.",
    "We are aware of two girls who are at risk of exploitation.",
    "The year ended with four open disputes.",
    "Only 1 of the 58 reviews fell outside timescale.",
    "57 out of 58 children have an up-to-date health assessment.",
    "Every review but one was on time.",
    "There have been no more than three formal escalations.",
    "With the exception of two reviews, all were held on time.",
    "Three mothers asked for their own report.",
    "Two (3%) of the reviews were late.",
    "The two late reviews concerned one family.",
    "Two boys and a girl came into care on the same day.",
    "Two further disputes were settled at the first stage.",
    "The service received three dispute notifications.",
    "We escalated two cases to the Head of Service.",
    "The three unaccompanied children all gave views.",
    "Both of the young people had an advocate.",
    "Just the one child had no visit.",
    "Children placed out of county: 4",
    "There was 1 late review in quarter 2.",
    "Three (3) children had no school place.",
    "A single young person declined.",
    "Two siblings' reviews were joined.",
    "Siblings were separated in three instances.",
];

const GIVE_NOT_EITHER: [&str; 30] = [
    "The two priorities for children are time and voice.",
    "Young people said three things about reviews.",
    "We ask every child two questions after the review.",
    "There are two ways for a child to send views.",
    "Reviews last one hour on average.",
    "Two officers share the reviews of unaccompanied children.",
    "One officer said that children like short meetings.",
    "A one-off event for children was held.",
    "Children aged 16 and 17 have one named officer.",
    "Officers meet children at least one week before the review.",
    "On one hand reviews are longer; on the other children speak more.",
    "One aim is to see children alone.",
    "All children have one plan and one officer.",
    "The board asked three questions about disputes.",
    "We held four drop-in sessions for young people.",
    "Both reviews and visits are recorded.",
    "The first two chapters describe the children.",
    "Last year's report had two gaps on disputes.",
    "The audit has four parts on care plans.",
    "Between one review and the next, officers visit.",
    "Children are reviewed at three months and then every six months.",
    "Our two Children in Care Councils met.",
    "One thing children want is time.",
    "A team of three looks after the reviews.",
    "The two-part review was tried.",
    "Four weeks passed before a dispute was settled.",
    "This is one review too many for some.",
    "Stage one disputes go to the team manager.",
    "We aim for two reviews to be observed.",
    "Children in Years 3 and 4 took part.",
];

const GIVE_AGAIN: [&str; 28] = [
    "Sadly, one child died in the year.",
    "Two care leavers became homeless.",
    "In East there were two late reviews and in West one.",
    "One review was missed because the officer was ill.",
    "Of the seven girls in care, three have moved.",
    "The Head of Service heard two formal disputes.",
    "Four of the disputes concerned housing.",
    "There are currently two children placed in secure accommodation.",
    "A total of three young people were reported missing.",
    "Three (out of 58) had no health assessment.",
    "Only two of our unaccompanied young people are girls.",
    "One 15 year old girl waited six weeks.",
    "Two 17-year-olds moved to their own flat.",
    "The remaining two children were placed at home.",
    "One child had two reviews that were late.",
    "Two children (brothers) were placed in Wales.",
    "58 children, of whom two are disabled, had a review.",
    "The number of girls fell to three.",
    "We had 3 late reviews, down from 7.",
    "All reviews except one took place face to face.",
    "Neither of the two girls came to the review.",
    "One of our young people won an award.",
    "The panel saw one case.",
    "Three families made a complaint.",
    "One Asian child and two Black children are placed with White carers.",
    "Reviews were late for 2 children.",
    "The only unaccompanied girl lives in Kent.",
    "two x late reviews due to sickness.",
];

const GIVE_NOT_AGAIN: [&str; 30] = [
    "Two of our officers are agency staff and look after 60 children each.",
    "Each child has at least two reviews in a year.",
    "A child under four is not expected to speak at a review.",
    "Officers chair about three reviews a day.",
    "The service moved to two offices, closer to children.",
    "The law asks for a review within 20 working days, then at three months.",
    "Three themes came out of the disputes.",
    "Two out of three children attended.",
    "Children told us two things: listen and be on time.",
    "The two main reasons for late reviews are reports and illness.",
    "Four in ten children live with relatives.",
    "One hundred and four children gave their views.",
    "One thousand reviews were held.",
    "One officer left in May and one joined in June; all children were told.",
    "Both officers know the children well.",
    "Both the child and the parents get a copy.",
    "The only reason for delay was the weather.",
    "Our three teams hold reviews on every weekday.",
    "We plan two events for children next year.",
    "Children with one or more siblings are placed together where possible.",
    "Some children have had three or four social workers.",
    "The two quarters with most reviews are the first and the last.",
    "No one child is the same as another.",
    "A review should have one chair.",
    "The dispute protocol has four stages.",
    "Level 2 and level 3 disputes go to the director.",
    "Two recommendations of the review were adopted.",
    "For children aged one, two and three there is a picture book.",
    "One in care council met.",
    "We have one priority: children.",
];

const GIVE_ONCE_MORE: [&str; 31] = [
    "Of the eight unaccompanied children, one has been granted leave to remain.",
    "Two placements ended in crisis.",
    "One set of twins is placed apart.",
    "There was only a single dispute this year.",
    "Four girls and two boys started school late.",
    "We lost contact with three young people.",
    "Two young women are pregnant.",
    "The number of late reviews fell from 9 to 2.",
    "One late review concerned a child placed in Scotland.",
    "Nine disputes were raised, two of which went to the Director.",
    "All bar two children have a passport.",
    "Four: that is how many children ran away.",
    "One mother wrote to thank her officer.",
    "Of 12 children who left care, two were adopted.",
    "One child with complex needs has no school place.",
    "Three reviews, all in the West, lacked a report.",
    "3 x girls placed out of county",
    "Three children ran away. Both boys among them came back.",
    "Two formal disputes were raised in the summer. Both were upheld.",
    "The IRO for one sibling pair raised a concern.",
    "Two of the late reviews were those of one family.",
    "One child was seen every day.",
    "We should say that two girls were harmed.",
    "Within a month, three children had moved again.",
    "Four reviews each lacked a report.",
    "No more than 2 disputes reached stage three.",
    "One Year 6 child changed school.",
    "Sadly two of our babies were born dependent.",
    "This concerned one review only.",
    "Six children left care: two to adoption, four home.",
    "The three were siblings; one child came later.",
];

const GIVE_NOT_ONCE_MORE: [&str; 35] = [
    "Officers were asked for three words that describe their reviews.",
    "Two years ago fewer children gave views.",
    "The first of two surveys was answered by many children.",
    "One person chairs the review and another takes notes.",
    "Children come first, second and third.",
    "Every child has two named adults.",
    "We have put two posts into the team that supports children.",
    "One reason is that children move.",
    "There are only two ways to end a dispute.",
    "The four nations have different rules on reviews.",
    "One team holds more reviews than the other.",
    "Children need one adult who stays.",
    "The report has one chapter on children, two on reviews and one on disputes.",
    "A further two training days covered disputes.",
    "The three most frequent themes of disputes are listed.",
    "In the four years since, the number of children grew.",
    "Two drafts of the guide were read by children.",
    "At one end of the scale are children who never speak.",
    "The council has one virtual school for all children in care.",
    "One-to-one time with children matters.",
    "The two standards on reviews were met.",
    "One quarter of children moved.",
    "Officers see two or three families' homes each week.",
    "Parents get two letters before a review.",
    "Our two participation officers meet children.",
    "We keep one record of each review.",
    "The three-year plan for children ends.",
    "The child has the right to one or more visits.",
    "Two councils share the review service.",
    "One hour is kept free after a review.",
    "We compared three years of reviews.",
    "At least one parent should come to each review.",
    "Reviews have improved in four areas.",
    "Two pages of the report are for children.",
    "The only children's rights officer left.",
];

#[test]
fn a_small_number_of_children_reviews_or_disputes_is_found() {
    let give = [GIVE.as_slice(), &GIVE_TOO, &GIVE_AGAIN, &GIVE_ONCE_MORE].concat();
    let missed: Vec<&str> = give
        .iter()
        .zip(codes(&give, ""))
        .filter(|(_, codes)| codes.is_empty())
        .map(|(sentence, _)| *sentence)
        .collect();
    assert_eq!(missed, Vec::<&str>::new());
}

#[test]
fn a_small_number_of_other_things_is_left_in_peace() {
    let give_not = [GIVE_NOT.as_slice(), &GIVE_NOT_EITHER, &GIVE_NOT_AGAIN, &GIVE_NOT_ONCE_MORE].concat();
    let found: Vec<(&str, Vec<&str>)> =
        give_not.iter().copied().zip(codes(&give_not, "")).filter(|(_, codes)| !codes.is_empty()).collect();
    assert_eq!(found, []);
}

#[test]
fn a_number_of_something_hidden_weighs_more_and_says_nothing_of_it() {
    // Three disputes are hidden, two reviews are late and the share of those on time is hidden with them.
    for (sentence, code) in [
        ("Three disputes were raised.", "typed-number-hidden"),
        ("Two disputes were raised.", "typed-number-hidden"),
        ("Both disputes were settled.", "small-number-words"),
        ("The only dispute was settled.", "small-number-words"),
        ("Neither of the disputes was upheld.", "small-number-words"),
        ("98% of reviews were held on time.", "typed-number-hidden"),
        ("In all 56 reviews were held on time.", "typed-number-hidden"),
        ("56 of 58 reviews were held on time.", "typed-number-hidden"),
        ("Two children have no passport.", "small-number-typed"),
        ("Some 2% of the 58 children have no passport.", "small-number-typed"),
        ("Some 98% of children have a passport.", "small-number-typed"),
        ("The dispute process was used on three occasions.", "typed-number-hidden"),
        ("A dispute was raised only twice.", "typed-number-hidden"),
    ] {
        let found = codes(&[sentence], "");
        assert_eq!(found, [[code]], "{sentence}");
    }
    let what = |words: &str| {
        let folder = folder("");
        write(folder.path(), "narrative/profile.md", words);
        let counted = report::count(folder.path(), Edition::Public).unwrap().unwrap();
        let found = crate::prose::check(&counted.order, &counted.sources, &counted.dataset, &counted.figures).unwrap();
        found.iter().map(|finding| finding.what.clone()).collect::<Vec<_>>()
    };
    // Right or wrong, the same is said.
    assert_eq!(what("Three disputes were raised."), what("Two disputes were raised."));
    assert_eq!(what("98% of reviews were held on time."), what("97% of reviews were held on time."));
}

#[test]
fn the_councils_words_and_its_threshold_count() {
    let terms =
        "terms: {children: cared-for children, child: cared-for child, review: Our Meeting, dispute: challenge}\n";
    for (sentence, is_found) in [
        ("Two cared-for children moved.", true),
        ("One Our Meeting was late.", true),
        ("Two challenges were settled.", true),
        ("Seven children moved.", false),
    ] {
        assert_eq!(!codes(&[sentence], terms)[0].is_empty(), is_found, "{sentence}");
    }
    assert!(codes(&["Two challenges lie ahead."], "")[0].is_empty());
    assert!(!codes(&["Seven children moved."], "settings: {small_numbers: ten}\n")[0].is_empty());
    let folder = folder("");
    write(folder.path(), "narrative/profile.md", "Two children moved. Both disputes were settled.");
    assert_eq!(found_in(folder.path(), Edition::Restricted), []);
}

#[test]
fn everything_that_people_typed_and_the_report_prints_is_read() {
    let folder = folder(
        "committee: {summary: Two children moved.}\nsettings: {notice: One child said so.}\naccepted: [{code: late-unexplained, reason: three children were ill}]\n",
    );
    let path = folder.path();
    write(path, "data/actions.csv", "year,action,progress\n2025-26,Listen,Done\n2025-26,Visit,Two girls were seen.\n");
    write(
        path,
        "data/quotes.csv",
        "text,section,consent,detail_changed,by\nOne boy helped me.,profile,yes,yes,Child\nMy two brothers came.,profile,yes,yes,Child\nTwo girls left.,profile,no,yes,Child\n",
    );
    write(path, "data/you_said.csv", "you_said,we_did\nThree children asked for more time,We give more time\n");
    write(path, "data/figures.csv", "id,label,value,unit,source\nvisits,Visits,12,count,Log of two young people\n");
    write(path, "data/tables/rooms.csv", "Room,Children\nBlue,12\nRed,14\n");
    write(path, "data/tables/rooms.yaml", "title: Rooms\nnotes: [Two children used neither.]\n");
    write(
        path,
        "charts/own.yaml",
        "kind: bar\ntitle: Two girls are not shown\nsubtitle: Of children\nbars: {table: children_by_sex, column: children}\n",
    );
    let mut places: Vec<String> = found_in(path, Edition::Public).into_iter().map(|(_, place)| place).collect();
    places.sort();
    places.dedup();
    assert_eq!(
        places,
        [
            "charts/own.yaml",
            "data/actions.csv, row 3",
            "data/figures.csv, row 2",
            "data/quotes.csv, row 2",
            "data/tables/rooms.csv",
            "data/you_said.csv, row 2",
            "report.yaml",
            "report.yaml, row 4",
        ]
    );
}
