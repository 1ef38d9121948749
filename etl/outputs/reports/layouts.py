"""How printed pages look, in typst's own language; what they say comes as data, as text that is never read as markup.

The two typefaces are those that typst brings along, so a page looks alike on every machine: a serif for reading, and
one that has the signs of a status.
"""

from __future__ import annotations

BASE = r"""
#let data = json(bytes(sys.inputs.data))
#let paints = data.paints
#let (ink, muted, line-color, soft, teal, possible, amber) = (
  rgb("1C2733"), rgb("54606C"), rgb("D9DFE5"), rgb("F3F5F7"), rgb("1F6F8B"), rgb("9FC3D0"), rgb("F3C969"))
#let hatch(color, ground) = tiling(size: (4pt, 4pt), {
  place(rect(width: 100%, height: 100%, fill: ground))
  place(line(start: (0%, 100%), end: (100%, 0%), stroke: 0.9pt + color))
})
#let ground(paint) = if paint.hatched { hatch(rgb("E1E6EA"), rgb("F8F9FA")) } else { rgb(paint.ground) }

#set document(title: data.title, date: datetime(..data.day))
#set text(font: ("Libertinus Serif", "DejaVu Sans Mono"), size: data.size * 1pt, fill: ink, lang: data.language,
  number-width: "tabular", hyphenate: false)
#set par(leading: 0.5em, spacing: 0.8em)
#set list(indent: 0pt, body-indent: 0.6em, marker: text(fill: teal)[•])
#set table(stroke: none, inset: (x: 4pt, y: 3pt))
#show regex("[●◐○]"): set text(size: 1.25em)
#show heading.where(level: 2): it => block(above: 1.3em, below: 0.55em, sticky: true,
  text(size: 1.18em, weight: 700, fill: teal, it.body))
#show heading.where(level: 3): it => block(above: 1em, below: 0.45em, sticky: true,
  text(size: 1em, weight: 700, it.body))
#let small(body) = text(size: 0.86em, fill: muted, body)
#let notice(body) = block(width: 100%, inset: (x: 8pt, y: 6pt), fill: rgb("FDF4D8"), stroke: (left: 2pt + amber),
  strong(body))
#let running(left, right) = text(size: 8pt, fill: muted, grid(columns: (1fr, auto), left, right))
#let numbered(say) = context [#say.page #counter(page).display() #say.of_pages #counter(page).final().first()]
#let ruled(columns, header, rows, quoted: none) = table(
  columns: columns,
  stroke: (_, y) => (top: if y < 2 { 0.5pt + line-color } else { 0.3pt + line-color }, bottom: 0.3pt + line-color),
  table.header(..header.map(name => small(strong(name)))),
  ..rows.flatten(),
)
"""

SCORECARD = r"""
#set page(paper: "a4", margin: (x: 15mm, top: 13mm, bottom: 14mm), footer: running(data.foot, numbered(data.say)))
#let chip(paint, framed, body, inset: 4pt) = box(width: 100%, inset: (x: inset, y: 2.5pt), radius: 2pt,
  fill: ground(paint), stroke: if framed { 1pt + ink } else { none }, text(fill: rgb(paint.text), body))
#let bar(low, high) = pdf.artifact(box(width: 100%, height: 7pt, radius: 2pt, clip: true, fill: rgb("ECEFF2"),
  stack(dir: ltr,
    rect(width: low * 100%, height: 7pt, fill: teal),
    rect(width: (high - low) * 100%, height: 7pt, fill: hatch(rgb("6FA3B5"), rgb("DCE9EE"))))))
#let past(cell) = table.cell(colspan: cell.span, align: center,
  if cell.text == "" { [] }
  else { chip(paints.at(cell.status), cell.framed, text(size: 0.78em, cell.text), inset: 1pt) })

#grid(columns: (1fr, auto), align: (left + bottom, right + bottom),
  [#small[#data.programme #sym.dot.c #data.say.title]
   #heading(level: 1, text(size: 1.9em, weight: 700, data.unit))],
  [#text(size: 1.3em, weight: 700, data.period)\ #small(data.as_of)])
#block(above: 0.5em, below: 0.7em, pdf.artifact(line(length: 100%, stroke: 1.5pt + ink)))
#if data.notice != none { notice(data.notice) }
#data.summary.join(" ")

#table(
  columns: (1.8fr, 1.6fr, 1.25fr, 1.15fr, 0.8fr, ..data.periods.map(_ => 0.67fr)),
  align: horizon,
  inset: (x: 2.5pt, y: 2.5pt),
  table.header(..data.columns.slice(0, -1).map(name => small(strong(name))),
    table.cell(colspan: 2, small(strong(data.columns.last()))), ..data.periods.map(name => align(center,
    text(size: 0.72em, fill: muted, weight: if name == data.code { 700 } else { 400 }, name)))),
  ..data.figures.map(one => (
    one.title,
    chip(paints.at(one.status), one.framed, text(size: 0.9em, one.words)),
    align(right, one.count),
    if one.due { bar(one.low, one.high) } else { [] },
    one.share,
    ..one.history.map(past),
  )).flatten(),
)
#small[#data.legend #data.basis]

#for group in data.groups [
  == #group.title
  #if group.note != none { block(sticky: true, below: 0.5em, small(group.note)) }
  #ruled(group.widths.map(width => width * 1fr), group.columns, group.rows)
  #if group.more != none { small(group.more) }
]
#context [#metadata(counter(page).final().first()) <pages>]
"""

SHEETS = r"""
#set page(paper: "a4", margin: (x: 20mm, top: 18mm, bottom: 18mm), footer: running(data.title, numbered(data.say)))
#show heading.where(level: 1): it => block(above: 0.7em, below: 0.7em, text(size: 1.75em, weight: 700, it.body))
#show outline.entry: set block(above: 0.9em)
#let field(name, body) = (table.cell(small(name)), body)
#let fields(pairs) = table(columns: (1fr, 3.1fr), inset: (x: 0pt, y: 3pt), column-gutter: 8pt,
  stroke: (_, y) => (top: 0.3pt + line-color), ..pairs.map(pair => field(..pair)).flatten())
#let quoted(clause) = block(width: 100%, inset: (left: 10pt, y: 4pt), stroke: (left: 2pt + teal),
  [#text(lang: data.quoted_in, style: "italic")[“#clause.words”] \ #small[#clause.source, #clause.section]])

#small(data.programme)
#heading(level: 1, outlined: false, data.title)
#data.intro
#if data.notice != none { notice(data.notice) }
#fields(data.about)
#block(above: 1.6em, heading(level: 2, outlined: false, data.say.contents))
#outline(title: none, target: heading.where(level: 1, outlined: true))

#for sheet in data.sheets [
  #pagebreak()
  #small[#data.programme #sym.dot.c #raw(sheet.id)]
  #heading(level: 1, sheet.title)
  #text(size: 1.1em, sheet.definition)
  #fields(sheet.fields)
  #if sheet.clause != none [
    == #data.say.legal_clause
    #quoted(sheet.clause)
  ]
  #if sheet.assumptions.len() > 0 [
    == #data.say.assumptions
    #for one in sheet.assumptions [- #one.text #small(raw(one.about))]
  ]
  #if sheet.targets.len() > 0 [
    == #data.say.targets
    #ruled((1fr, 0.6fr, 3fr), data.say.target_columns, sheet.targets)
  ]
  #if sheet.examples.len() > 0 [== #data.say.examples]
  #for one in sheet.examples [
    #block(width: 100%, inset: 9pt, above: 0.9em, below: 0.9em, fill: soft, radius: 3pt, breakable: one.long)[
      === #one.title
      #for given in one.submissions [
        #block(above: 0.7em, below: 0.4em, sticky: true, text(size: 0.95em, given.title))
        #for part in given.sheets [
          #if part.rows.len() == 0 { small(part.empty) } else [
            #block(sticky: true, below: 0.3em, small(strong(part.title)))
            #text(size: 0.86em, ruled(part.widths.map(width => width * 1fr), part.columns, part.rows))
          ]
        ]
      ]
      #block(above: 0.9em, below: 0.4em, sticky: true, small(strong(one.as_of)))
      #text(size: 0.92em, ruled((1.2fr, 1.6fr, 1fr, 1fr, 1.6fr), data.say.figure_columns, one.figures))
      #one.reasoning
    ]
  ]
  == #data.say.changes
  #ruled((1fr, 2fr, 2fr), data.say.change_columns, sheet.changes)
]
"""
