import Foundation
import FuzzTargets
import Testing

struct CorpusTests {
  @Test(arguments: FuzzTarget.allCases)
  func `whatever was found once is not found again`(target: FuzzTarget) throws {
    let corpus = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../Corpus/\(target)")
    let files = try FileManager.default.contentsOfDirectory(at: corpus, includingPropertiesForKeys: nil)
    #expect(!files.isEmpty)
    for file in files {
      let input = Array(try Data(contentsOf: file))
      #expect(throws: Never.self, "\(file.lastPathComponent)") { try target.run(input) }
    }
  }
}
