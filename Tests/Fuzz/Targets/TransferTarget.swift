import Foundation
import Git

/// What the parent of a transfer reads, and what the child does, is written as the same.
func checkTransfer(_ input: [UInt8]) throws {
  for line in input.split(separator: UInt8(ascii: "\n")) {
    try checkCoding(TransferReport.self, Data(line))
    try checkCoding(TransferRequest.self, Data(line))
  }
  let text = String(decoding: input, as: UTF8.self)
  if let id = ObjectID(text) { try require(id.description, is: text.lowercased(), "an object id") }
  if let remote = try? Remote(url: text, branch: "main") {
    let data = try JSONEncoder().encode(remote)
    try require(try JSONDecoder().decode(Remote.self, from: data), is: remote, "a remote")
  }
  for scheme in ["https", "ssh"] {
    guard let remote = try? Remote(url: "\(scheme)://me:s3cr3t@\(text)", branch: "main") else { continue }
    try require(
      "\(remote)".firstRange(of: "s3cr3t") == nil || text.contains("s3cr3t"), "a password is shown: \(remote)"
    )
  }
}

private func checkCoding<Value: Codable>(_ type: Value.Type, _ data: Data) throws {
  guard let value = try? JSONDecoder().decode(type, from: data) else { return }
  let encoder = JSONEncoder()
  encoder.outputFormatting = .sortedKeys
  let written = try encoder.encode(value)
  let again = try encoder.encode(try JSONDecoder().decode(type, from: written))
  try require(again, is: written, "a \(type)")
}
