import Testing

@testable import YAML

@Suite struct SpecSampleTests {
  @Test("A sample of the YAML specification reads as the specification says", arguments: SpecSamples.all)
  func sample(sample: SpecSamples.Sample) throws {
    let documents = try YAMLParser.documents(in: sample.text)
    let expected = try YAMLParser.documents(in: sample.json)
    #expect(documents == expected)
  }
}

/// Examples of https://yaml.org/spec/1.2.2/, chapters 2 and 8, with what they mean as JSON.
enum SpecSamples {
  struct Sample: Sendable, CustomTestStringConvertible {
    let name: String
    let text: String
    let json: String
    var testDescription: String { "example \(name)" }
  }

  static let all: [Sample] = [
    Sample(
      name: "2.1", text: "- Mark McGwire\n- Sammy Sosa\n- Ken Griffey\n",
      json: #"["Mark McGwire", "Sammy Sosa", "Ken Griffey"]"#),
    Sample(
      name: "2.2",
      text: "hr:  65    # Home runs\navg: 0.278 # Batting average\nrbi: 147   # Runs Batted In\n",
      json: #"{"hr": 65, "avg": 0.278, "rbi": 147}"#),
    Sample(
      name: "2.3", text: "american:\n- Boston Red Sox\n- Detroit Tigers\nnational:\n- New York Mets\n",
      json: #"{"american": ["Boston Red Sox", "Detroit Tigers"], "national": ["New York Mets"]}"#),
    Sample(
      name: "2.4", text: "-\n  name: Mark McGwire\n  hr:   65\n-\n  name: Sammy Sosa\n  hr:   63\n",
      json: #"[{"name": "Mark McGwire", "hr": 65}, {"name": "Sammy Sosa", "hr": 63}]"#),
    Sample(
      name: "2.5", text: "- [name        , hr, avg  ]\n- [Mark McGwire, 65, 0.278]\n",
      json: #"[["name", "hr", "avg"], ["Mark McGwire", 65, 0.278]]"#),
    Sample(
      name: "2.6",
      text: "Mark McGwire: {hr: 65, avg: 0.278}\nSammy Sosa: {\n    hr: 63,\n    avg: 0.288,\n }\n",
      json: #"{"Mark McGwire": {"hr": 65, "avg": 0.278}, "Sammy Sosa": {"hr": 63, "avg": 0.288}}"#),
    Sample(
      name: "2.7",
      text: "# Ranking\n---\n- Mark McGwire\n- Sammy Sosa\n\n# Team ranking\n---\n- Chicago Cubs\n",
      json: "[\"Mark McGwire\", \"Sammy Sosa\"]\n---\n[\"Chicago Cubs\"]"),
    Sample(
      name: "2.8", text: "---\ntime: 20:03:20\nplayer: Sammy Sosa\n...\n---\ntime: 20:03:47\n...\n",
      json: "{\"time\": \"20:03:20\", \"player\": \"Sammy Sosa\"}\n---\n{\"time\": \"20:03:47\"}"),
    Sample(
      name: "2.10",
      text: "---\nhr:\n- Mark McGwire\n- &SS Sammy Sosa\nrbi:\n- *SS # Subsequent\n- Ken Griffey\n",
      json: #"{"hr": ["Mark McGwire", "Sammy Sosa"], "rbi": ["Sammy Sosa", "Ken Griffey"]}"#),
    Sample(
      name: "2.12",
      text: "---\n- item    : Super Hoop\n  quantity: 1\n- item    : Basketball\n  quantity: 4\n",
      json: #"[{"item": "Super Hoop", "quantity": 1}, {"item": "Basketball", "quantity": 4}]"#),
    Sample(
      name: "2.13", text: "# ASCII Art\n--- |\n  \\//||\\/||\n  // ||  ||__\n",
      json: #""\\//||\\/||\n// ||  ||__\n""#),
    Sample(
      name: "2.14", text: "--- >\n  Mark McGwire's\n  year was crippled\n  by a knee injury.\n",
      json: #""Mark McGwire's year was crippled by a knee injury.\n""#),
    Sample(
      name: "2.15",
      text: ">\n Sammy Sosa completed another\n fine season.\n\n   63 Home Runs\n\n What a year!\n",
      json: #""Sammy Sosa completed another fine season.\n\n  63 Home Runs\n\nWhat a year!\n""#),
    Sample(
      name: "2.16",
      text:
        "name: Mark McGwire\naccomplishment: >\n  Mark set a\n  record.\nstats: |\n  65 Home Runs\n  0.278\n",
      json:
        #"{"name": "Mark McGwire", "accomplishment": "Mark set a record.\n", "stats": "65 Home Runs\n0.278\n"}"#
    ),
    Sample(
      name: "2.17",
      text: #"""
        unicode: "Sosa did fine.\u263A"
        control: "\b1998\t1999\t2000\n"
        hex esc: "\x0d\x0a is \r\n"

        single: '"Howdy!" he cried.'
        quoted: ' # Not a ''comment''.'
        tie-fighter: '|\-*-/|'
        """#,
      json: #"""
        {"unicode": "Sosa did fine.☺", "control": "\b1998\t1999\t2000\n", "hex esc": "\r\n is \r\n",
         "single": "\"Howdy!\" he cried.", "quoted": " # Not a 'comment'.", "tie-fighter": "|\\-*-/|"}
        """#),
    Sample(
      name: "2.18",
      text:
        "plain:\n  This unquoted scalar\n  spans many lines.\n\nquoted: \"So does this\n  quoted scalar.\\n\"\n",
      json: #"{"plain": "This unquoted scalar spans many lines.", "quoted": "So does this quoted scalar.\n"}"#
    ),
    Sample(
      name: "2.19", text: "canonical: 12345\ndecimal: +12345\noctal: 0o14\nhexadecimal: 0xC\n",
      json:
        #"{"canonical": 12345, "decimal": !!int "+12345", "octal": !!int "0o14", "hexadecimal": !!int "0xC"}"#
    ),
    Sample(
      name: "2.21", text: "null:\nbooleans: [ true, false ]\nstring: '012345'\n",
      json: #"{"null": null, "booleans": [true, false], "string": "012345"}"#),
    Sample(
      name: "8.4", text: "strip: |-\n  text\nclip: |\n  text\nkeep: |+\n  text\n",
      json: #"{"strip": "text", "clip": "text\n", "keep": "text\n"}"#),
    Sample(
      name: "8.5",
      text:
        " # Strip\n  # Comments:\nstrip: |-\n  # text\n  \n # Clip\n  # comments:\n\nclip: |\n  # text\n \n",
      json: ##"{"strip": "# text", "clip": "# text\n"}"##),
    Sample(
      name: "8.20",
      text: "-\n  \"flow in block\"\n- >\n Block scalar\n- !!map # Block collection\n  foo : bar\n",
      json: #"["flow in block", "Block scalar\n", {"foo": "bar"}]"#),
  ]
}
